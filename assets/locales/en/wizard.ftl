# The wizard's screens.

language-name = English
panic-epitaph = genkan stopped because of a mistake of its own. The terminal is restored. Calls that were made are in the journal.
too-small = { $wanted_columns }x{ $wanted_rows } needed, this is { $columns }x{ $rows }. Enlarge the window, or run "genkan check".

bar-no-account = no account yet
bar-minutes = { $minutes }m left
bar-live = LIVE
bar-read-only = READ-ONLY
bar-demo = DEMO
bar-demo-read-only = DEMO READ-ONLY

welcome-title = genkan: the first four security measures for an AWS account
welcome-start = Start as:
welcome-fix = Check and fix
welcome-look = Check only (read-only)
welcome-approve = Nothing is changed until you approve a plan.
welcome-private = No telemetry. Credentials stay in this process.
welcome-demo = This is the embedded demo account. No AWS account is touched.

identity-title = Is this the right account?
identity-account = Account
identity-alias = Alias
identity-no-alias = none
identity-you = You are
identity-regions = Regions
identity-region-count = { $home } (home), { $count } enabled
identity-regions-default = (assumed defaults: not allowed to read the list)
identity-plan = AWS plan
identity-root = You are signed in as the root user. Use it for this setup, then switch to your own user.
identity-continue = Yes, this account
identity-check-only = Check only
identity-leave = Quit
identity-retry = Enter or r: try again

dashboard-title = Four measures
dashboard-asking = asking AWS...
dashboard-just-now = checked just now
dashboard-age = checked { $minutes } min ago
dashboard-order = Nothing is changed until you approve a plan.

detail-saw = Saw
detail-why = Why
detail-cost = Cost
detail-fix = Fix
detail-source = { $call }, { $region }, { $time }
fix-wait = AWS is being asked.
fix-plan = Enter shows the plan: every call, its cost and its undo. Nothing runs before you approve it.
fix-with-detector = It comes with GuardDuty.
fix-read-only = This session is read-only. Start again without it to make changes.
fix-with-trail = Comes with the trail: press Enter to plan it.
fix-pending = Nothing to do. genkan looks again by itself.
fix-unknown = Ask for the permission, then press r. Until then it may be on or off.
fix-none = Nothing to do.

form-title = Where the records go
form-intro = Suggested values. Change them, or press Enter to go on.
form-bucket = S3 bucket
form-bucket-hint = The suggested name, ending in -an, is reserved for this account.
form-region = Home Region
form-region-hint = The trail records every enabled Region, wherever its home is.
form-trail = Trail name
form-trail-hint = The name that the console's quick trail uses.
form-review = Review changes
form-asking = Asking AWS how things stand ({ $seconds }s)

confirm-title = Review - { $account } ({ $alias }) - { $mode } - plan { $plan }
confirm-intro = { $count ->
    [one] This { $count } call will run in account { $account }.
   *[other] These { $count } calls will run in account { $account }.
}
confirm-cost = Cost
confirm-note = Note
confirm-undo = Undo
confirm-prices = (prices of { $month })
confirm-undo-calls = genkan undo, or u afterwards: { $calls }
confirm-permissions = Needs: { $actions }
confirm-more = More below: Down. Exact calls and documents: d.
confirm-type = To go on, type { $word }
confirm-back = Go back
confirm-apply = { $count ->
    [one] Apply { $count } change
   *[other] Apply { $count } changes
}

apply-title = Plan { $plan } in account { $account }: { $count ->
    [one] { $count } step
   *[other] { $count } steps
}
apply-comparing = Comparing the plan with AWS once more
apply-running = Running
apply-reading-back = Reading back from AWS
apply-ended = Ended
apply-stopping = Stopping after the current call.
step-waiting = waiting
step-running = { $seconds }s
step-retry = { $seconds }s, retry { $retry }: not ready yet
step-not-started = not started
step-unclear = unclear, AWS is asked

result-screen-complete = Done. { $count } of { $total } steps are complete.
result-screen-nothing = No step needed a change. Nothing was changed.
result-screen-mismatch = Every call succeeded, but AWS does not show the result yet.
result-screen-stopped = Stopped. { $count } of { $total } steps are in place; the rest was not started.
result-screen-failed = { $count } of { $total } steps are in place. One failed; the rest was not started.
result-without = { $region } does not offer these protection plans, so they stay off there: { $plans }.
result-screen-not-begun = The plan did not run.
result-read-back = AWS says:
failure-request = request { $id }

journal-title = What was changed from this machine
journal-reading = Reading the journal
journal-undone = undone
journal-interrupted = interrupted

error-title = This did not work
plain-http-title = Send without encryption?
plain-http-no = Do not connect
plain-http-yes = Connect anyway
stop-title = Stop?
stop-step = Step { $step } of { $total } ({ $call }) is running in AWS.
stop-explained = The current call is finished and written down first. The steps after it are not started.
stop-stop = Stop after this step
stop-go-on = Keep going
stop-again = Ctrl-C again leaves at once. The call may still take effect; the next start asks AWS.
mfa-title = MFA code
mfa-code = Code
cut-short-title = An earlier run was interrupted
cut-short-go-on = Continue
cut-short-later = Later

help-title = Help
help-keys = Keys here
help-glyphs = Marks
help-words = Words
help-pass = AWS said that it is as it should be
help-fail = AWS said that it is not
help-warn = it works, with something worth mending
help-pending = set up; AWS has not shown the result yet
help-unknown = AWS was not able or not allowed to tell; never counted as OK
help-not-applicable = does not apply, or needs another row first
help-guided = only a person in the console can do it
help-word-trail = Trail: the setting that makes CloudTrail write what happened into an S3 bucket.
help-word-multi-region = Multi-Region: one trail that records every Region that is enabled.
help-word-mfa = MFA: a second proof besides the password, such as a passkey or a six-digit code.
help-word-root = Root user: the user that signs in with the account's own e-mail address. It can do everything.
help-word-plan = Plan: the exact calls genkan would make. What you see is what runs.
help-word-undo = Undo: a plan that takes back what a run changed. Recording may stop. Log files and new buckets stay.

key-continue = Continue
key-back = Back
key-choose = Choose
key-choose-this = Choose this
key-open = Open
key-fix = Plan a fix
key-evidence = Evidence
key-open-page = Console page
key-next = Next
key-review = Review changes
key-region = Other Region
key-clear = Clear
key-details = Exact calls
key-scroll = Scroll
key-stop = Stop
key-undo = Undo
key-recheck = Check again
key-journal = Journal
key-help = Help
key-language = 日本語
key-start-as = Start as
key-quit = Quit
key-interrupt = Quit

notice-quit-again = Press Ctrl-C again to quit.
notice-ime = Turn the input method off: this screen takes plain letters.
notice-still-asking = AWS is still being asked.
notice-read-only = This session is read-only.
notice-no-keys = Access keys are not taken here. Sign in with "aws login" instead.
notice-page = Open this page in your browser: { $page }
notice-type-first = Type the name first.
identity-denied = Not allowed to read this ({ $call }).
key-events = Event history
key-raw = Whole record
key-summary = Summary
key-look-up = Look up
key-attribute = Other attribute
key-more = Next 50
key-filter = Filter
key-span = Time
key-export = Export
key-all = Load all
key-first = First
key-last = Last

events-title = Event history: the last 90 days, free
events-region = Region { $region }
events-last-hours = { $hours ->
    [one] last hour
   *[other] last { $hours } hours
}
events-last-days = last { $days } days
events-filter = Filter { $attribute } = { $value }
events-no-filter = No filter
events-when = When (UTC)
events-what = What
events-who = Who
events-service = Service
events-from = From
events-about = Resources
events-empty = No events in { $region } in this time. Press t for a longer one.
events-empty-filter = The filter compares whole values, in AWS's letter case. Press f to change it.
events-global = IAM and global services are recorded in us-east-1 (← → to change).
events-loading = { $count } events, asking: { $seconds } s. AWS allows 2 requests a second.
events-more-there = { $count } events, the newest. There are more: n loads the next 50.
events-all-there = { $count } events: all there are.
events-full = { $count } events are loaded, the most that genkan holds. Narrow the filter or the time.
events-end = All events of this time are loaded.
events-nothing-to-export = There is nothing to export yet.
events-exported = Written: { $files }

event-who = Who
event-when = When
event-where = From where
event-what = What
event-refused = Refused
event-resources = Resources
event-no-resources = None named
event-reads = reads
event-writes = changes something
event-with-mfa = signed in with MFA
event-without-mfa = signed in without MFA

filter-title = Filter
filter-one = CloudTrail looks up by one attribute at a time.
filter-eventname = RunInstances, ConsoleLogin
filter-username = founder, root
filter-resourcename = i-0123456789abcdef0
filter-resourcetype = AWS::EC2::Instance
filter-eventsource = ec2.amazonaws.com
filter-readonly = true, false
filter-accesskeyid = the key's id, never its secret
filter-eventid = one event
filter-hint = Type a value, whole and in AWS's letter case. Empty: no filter.
filter-dropped = The value of the other attribute is gone: one attribute at a time.

key-settings = What to record
key-inventory = Inventory
key-deleted = Show deleted
key-hide-deleted = Hide deleted
key-type = Type
key-query = Query
key-week = A week back
key-difference = Changes
key-values = Values
key-paths = Paths only
key-turn-on = Turn it on

inventory-title = AWS Config: what was recorded
inventory-type = Resource type
inventory-id = Id
inventory-name = Name
inventory-with-deleted = with deleted ones
inventory-without-deleted = without deleted ones
inventory-filtered = "{ $filter }": { $count }
inventory-stopped = recorder stopped since { $time }
inventory-gone = deleted { $time }
inventory-query-refused = AWS Config cannot read this query.
inventory-query-again = Press s to correct the query.
inventory-loading = { $count } so far, asking AWS Config: { $seconds } s.
inventory-counted = { $count ->
    [one] 1 resource
   *[other] { $count } resources
} of { $types ->
    [one] 1 type.
   *[other] { $types } types.
} Deleted ones are not counted.
inventory-all = { $count }: all there are.
inventory-full = { $count } are read, the most that genkan holds. Press s and ask for less.
inventory-no-match = Nothing here holds "{ $filter }". Press / to change it.
inventory-none = AWS Config knows no { $kind } in { $region }. Press x to see deleted ones.
inventory-none-at-all = AWS Config knows no { $kind } in { $region }, not even a deleted one.
inventory-found-none = The query finds nothing in { $region }. Press s to change it.
inventory-off = AWS Config does not record in { $region }, so there is nothing to see. Press Enter to turn it on: its costs are shown first.
inventory-off-read-only = AWS Config does not record in { $region }, so there is nothing to see.
inventory-new = AWS Config was turned on a moment ago. The first items appear within minutes: press r to ask again.
inventory-nothing-stopped = AWS Config shows nothing in { $region }. The recorder is stopped since { $time }.
inventory-nothing-unknown = AWS Config shows nothing in { $region }. Whether it records is not known.
inventory-nothing = AWS Config knows no resources in { $region }.

timeline-loading = { $count } items back to { $time }, asking AWS Config: { $seconds } s.
timeline-first = first
timeline-deleted = deleted
timeline-same = no field
timeline-fields = { $count ->
    [one] 1 field
   *[other] { $count } fields
}
timeline-whole = The whole timeline, from the first record on.
timeline-read-to = Read back to { $time }. Press n for a week further back, N for all.
timeline-limit = Read back to { $time }: nothing older is kept.
timeline-empty = Nothing was recorded of it since { $time }; nothing older is kept.
timeline-unknown = AWS Config has recorded nothing of this resource.
timeline-over = There is nothing more to read.

difference-since = Changed since { $time }
difference-first = The first record: there is none before it to compare with.
difference-deleted = The resource was deleted.
difference-same = No field differs from the record before.
difference-unread = The record before is not read yet. Press n for a week further back.
difference-lost = The record before is not kept any more.
difference-more = Enter: all { $count } fields
difference-collapsed = { $count } fields, { $lines } lines: only their names are shown. Press Space for the values.

entry-filter = Show only rows that hold this text. Empty: all.
entry-type-title = Resource type
entry-type = A type that AWS Config supports, also one that has only deleted resources: AWS::EC2::Volume
entry-no-type = A resource type has three parts: AWS::EC2::Instance
entry-query-title = Advanced query
entry-query = SQL as AWS Config knows it: SELECT properties WHERE conditions, with GROUP BY and ORDER BY, without FROM and JOIN. It looks at how resources are now.
entry-no-query = Type a query, or press Esc.

form-config-title = AWS Config: what to record
form-config-intro = The values below work as they are. Nothing is changed before you approve the plan.
form-config-bucket-hint = Receives history files. Used by channels that are new.
form-regions = Regions
form-regions-chosen = { $count } chosen: { $regions }
form-region-cost = est. ${ $dollars } a month
form-frequency = Record
form-frequency-continuous = continuously
form-frequency-daily = daily
form-frequency-continuous-hint = Every change. $0.003 for each item.
form-frequency-daily-hint = At most one item a day, $0.012: cheaper above 4 changes.
form-iam = IAM types
form-iam-in = users, groups, roles and policies, once, in { $region }
form-iam-nowhere = no chosen Region can record them
form-retention = Keep history
form-retention-hint = = { $days } days. AWS allows 30 days to 7 years: 365, 400d, 7y.
form-config-cost = Est. ${ $dollars } a month for about { $items } configuration items. No free tier; the first month is higher.
fix-with-recorder = Press Enter: turning on the recorder also sets this up.
fix-pending-config = Nothing to do: AWS Config writes its first file within hours. Press r to look again.
key-take = Take or leave
key-change = change
key-control-tower = Control Tower
fix-findings = Enter shows the findings, with what to do first for each.
key-detect-settings = GuardDuty settings
key-take-all = All or none
key-next-value = Next
key-findings = Findings
key-regions = Regions
key-severity = Severity
key-finding-type = Type
key-samples = Samples
key-archived = Archived
key-make-samples = Make samples
key-archive = Archive
key-archive-samples = Archive samples
fix-alerts-pending = Open the mail from AWS and confirm it. genkan looks again by itself.
key-handoff = What comes next
fix-handoff = Nothing to do. Enter tells what Security Hub and Detective would add and cost.
key-delete-instead = Delete instead
key-suspend-instead = Suspend instead
