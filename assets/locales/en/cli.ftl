# The command line.

cli-about = Checks the first security measures of an AWS account and fixes what you approve. Without a command, opens the wizard.
cli-exit-codes =
    Exit codes: 0 all pass or applied, 1 a bug, 2 usage, 3 a check failed, 4 no or expired
    credentials, 5 AWS did not answer, or some checks are unknown, 6 partially applied, 7 AWS
    shows something else after applying, 8 the plan does not fit the account: stale, changed,
    blocked or for another one, 9 output or a file could not be read or written, 101 a crash,
    130 interrupted.
cli-demo = Open the wizard on the embedded account: fresh, half-done, secured, member, denied
cli-check = Say how the account stands
cli-plan = Say what would be changed, and save it
cli-apply = Run a saved plan, and no other
cli-undo = Take back the last run, or the one named
cli-inventory = See which resources AWS Config knows: counts by type, the resources of a type, or a query
cli-timeline = See how one resource's configuration changed, as AWS Config recorded it
cli-events = Look things up in the event history of the last 90 days (free)
cli-journal = Show what was done from this machine

arg-profile = The profile of the AWS configuration
arg-region = The Region to work in
arg-lang = The language: en or ja
arg-read-only = Change nothing, whatever is asked
arg-endpoint-url = Another endpoint than AWS's own
arg-allow-http = Allow an unencrypted (http://) endpoint outside this machine
arg-ascii = Draw with ASCII only
arg-demo = Use the embedded account: fresh, half-done, secured, member, denied
arg-scenario = How the embedded account begins
arg-measure = Only these measures: separate, secure, record, detect, or 1 to 4
arg-format = table or json
arg-exit-zero = Exit with 0 even where a check fails
arg-check = Only these checks of one measure, such as record.trail or detect.detector
arg-output = Save the plan to a file
arg-show = Show a saved plan as the confirmation dialog does
arg-set = Choose a value: region, bucket, trail, config-…; for GuardDuty regions, plans, finding-frequency
arg-file = The saved plan
arg-yes = Yes, run exactly this plan
arg-account = The account to run it in, in full
arg-run = The run, as the journal names it

check-heading = Account { $account } ({ $alias })  { $caller }  { $region }

plan-heading = Plan { $plan } for account { $account }: { $count ->
    [one] { $count } change
   *[other] { $count } changes
}. Nothing has been changed yet.
plan-empty = Nothing to do: AWS is already as planned.
plan-cost = Cost (prices of 2026-11)
plan-notes = Note
plan-undo = Undo
command-person = No aws command does this on its own: genkan shows the secret once, or asks you for codes.
command-member-root = No aws command does this on its own: the call needs a session as the member account's root user (sts:AssumeRoot).
plan-commands = The same with the AWS CLI
plan-how-to-apply = To run it: genkan apply { $file } --yes --account { $account }

progress-comparing = Comparing the plan with AWS...
progress-reading-back = Reading back from AWS...
progress-started = { $step } { $call }
progress-waiting = { $step } waiting for AWS, retry { $retry } (what was just made has not spread yet)
progress-done = { $step } { $call }: done
progress-already = { $step } { $call }: no change needed
progress-recovered = { $step } { $call }: already done by this run
progress-failed = { $step } { $call }: { $code }
stop-asked = Stopping after the current call. Interrupt again to leave at once.

result-complete = Done: { $total } of { $total } steps complete, { $count } changed now. AWS says:
result-nothing-to-do = No step needed a change; nothing was changed. AWS says:
result-stopped = Stopped: { $count } of { $total } steps complete. AWS says:
result-failed = Failed: { $count } of { $total } steps complete. AWS says:

undo-empty = There is nothing to undo.
undo-how-to = To take it back: genkan undo --yes --account { $account }

journal-empty = Nothing has been changed from this machine.
journal-approved = approved, { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
journal-damaged = { $count } of { $total } lines of the journal cannot be read. What they say is not known; everything else is used.
undo-unknown = Part of the journal cannot be read, so genkan cannot tell what there is to undo.

mfa-ask = Role { $role }, device { $device }. MFA code:
arg-filter = One attribute, such as EventName=RunInstances: EventName, Username, ResourceName, ResourceType, EventSource, ReadOnly, AccessKeyId, EventId
arg-since = The oldest: 90m, 24h, 7d, or a time
arg-until = The newest: 90m, 24h, 7d, or a time; now where left out
arg-max = How many at most
arg-event-format = table, json or csv
arg-type = List the resources of a type: AWS::EC2::Instance
arg-deleted = List deleted resources too
arg-row-filter = Only rows that hold this text
arg-query = An advanced query: SELECT properties WHERE conditions, without FROM
arg-resource = TYPE/ID (AWS::EC2::Instance/i-0123), or an id, a name or an ARN of a resource that still exists
arg-back = How far back to read, such as 12h or 30d
inventory-none-found = AWS Config shows nothing that fits in { $region }. "genkan check" tells whether it records there.
inventory-cut = The first { $count } are shown; there are more. Use --query to ask for less.
timeline-so-far = Read back to { $time } so far. AWS answers seven days a call.
timeline-since = Read back to { $time }. Use --since for more.
timeline-full = Read back to { $time }: { $count } items, the most that genkan holds.
timeline-unknown-here = AWS Config in { $region } has recorded nothing of { $resource }.
timeline-several = Several resources in { $region } are called { $resource }. Name one of them:
timeline-nobody = AWS Config in { $region } knows no existing resource { $resource }. Give a deleted one as TYPE/ID, or another --region.
events-paced = { $count } events so far. AWS allows 2 requests a second in each Region.
events-none = No events in { $region } in that time. IAM and other global services are recorded in us-east-1.
events-more = These are the newest { $count }; there are more. Use --max, or a narrower --filter or --since.
arg-control-tower = Plan the removal of every recorder and delivery channel, before AWS Control Tower governs the account
arg-delete-detectors = Delete the GuardDuty detectors of that run, and their findings, instead of suspending them
cli-findings = GuardDuty findings of every enabled Region
arg-severity = Only at and above this severity: low, medium, high, critical
arg-finding-type = Only types that contain this text, such as EC2
arg-finding-region = Only of this Region
arg-samples = Samples: with the others, without them, or only they
arg-archived = The archived findings instead of the current ones
findings-off-everywhere = GuardDuty is not on in any Region that was asked. genkan plan detect.detector turns it on.
findings-none-found = No finding fits. GuardDuty is in { $count } { $count ->
    [one] Region
   *[other] Regions
}.
findings-last = last seen
progress-taken-back = { $step } { $call }: taken back

cli-help = Show what a command or a check takes
cli-heading-global = Global options
arg-quiet = Write only data and errors
arg-verbose = Also show which calls each check made
arg-checked = Only these checks, such as record.trail
arg-check-output = Write to a file
arg-fail-on = Exit with 3 if a check fails; warn and unknown also count those as failed
arg-topic = A command or a check; all commands where none is given
arg-page = The page of a command; genkan's own where none is given
arg-folder = Write every page into a folder

usage-near = "{ $name }" is unknown. Did you mean "{ $near }"?
usage-unknown = "{ $name }" is unknown. { $list } lists the names.
usage-by-hand = { $check } has no fix that can be planned. "genkan explain { $check }" says what to do.
plan-nothing-open = Nothing that genkan can plan. { $check } is still: { $status }. { $gap }
progress-asking = Asking AWS... { $seconds } s

man-environment =
    AWS_PROFILE, AWS_REGION, AWS_CONFIG_FILE, AWS_ENDPOINT_URL, AWS_CA_BUNDLE: as for the AWS CLI.
    GENKAN_LANG, GENKAN_READONLY, GENKAN_PLAIN, GENKAN_MOUSE, GENKAN_GLYPHS, GENKAN_THEME: as the flags.
    GENKAN_STATE_DIR: where the journal is kept.
    GENKAN_LOG: what is written into the log.
    NO_COLOR: draws without colours.
man-files =
    config.toml in your settings folder ("genkan config path" says where), and genkan.toml in the current folder.
    journal.jsonl in the state folder: what was approved, what ran, and how to undo it.
explain-needed = needed
