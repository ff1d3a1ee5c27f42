# Measure 4: GuardDuty.

check-detect-detector = GuardDuty in every Region
check-detect-protection-plans = GuardDuty protection plans

why-detect-detector = GuardDuty reads CloudTrail, DNS and network logs for signs of an attack: stolen credentials, crypto-mining, calls from Tor. Attackers like the Regions that nobody looks at.
why-detect-protection-plans = A protection plan watches one thing more: S3, EKS, RDS logins, Lambda, malware on disks. AWS turns most of them on with a new detector.

costs-detect-detector = Free for 30 days in each Region of each account. Then by what is read: a Region without use costs little.
costs-detect-protection-plans = Most have a free trial of 30 days of their own in each Region. Then each is charged by what it reads.

saw-detector-on = GuardDuty is on in { $count } of { $total } Regions.
saw-detector-unread = Not readable: { $regions }.
saw-plans-on = On wherever GuardDuty is: { $plans }.
saw-plans-off = Off everywhere: { $plans }.
gap-plans-all-off = GuardDuty is on, but every protection plan is off.
gap-plans-none = GuardDuty names no plan.
saw-plan-partly = { $plan } is on in { $count } of { $total } Regions.

gap-regions-unlisted = The list of enabled Regions could not be read. Only { $count } Regions were asked.
gap-detector-none = GuardDuty is off in every Region. Nobody looks for signs of an attack.
gap-detector-off = GuardDuty is off in { $count } of { $total } Regions: { $regions }.
gap-detector-suspended = GuardDuty is suspended in { $regions }. It looks at nothing until it is resumed.
gap-needs-detector = Needs GuardDuty first.

check-detect-open-findings = No open GuardDuty finding of high severity

why-detect-open-findings = A finding of high or critical severity (7.0 and above) says that something may be in other hands already. It should not wait.

costs-detect-open-findings = Reading and archiving findings is free.

saw-detector-by-policy = A policy of the organization decides in: { $regions }.
saw-detector-by-administrator = Account { $account } administers: { $regions }.
saw-findings-none = None is open in { $count } { $count ->
    [one] Region
   *[other] Regions
}.
saw-findings-samples = { $count } { $count ->
    [one] sample is
   *[other] samples are
} left to archive.

gap-findings-open = { $count } { $count ->
    [one] finding
   *[other] findings
} of high or critical severity wait in { $regions }.
gap-findings-at-least = At least { $count } findings of high or critical severity wait in { $regions }.
gap-findings-behind-samples = There are too many samples to see what is behind them. Archive them, then press r.

cost-guardduty-trial = Free for 30 days in { $count ->
    [one] the Region
   *[other] each of the { $count } Regions
} where GuardDuty was never on, and so are most plans. Nothing is switched off at the end of it.
cost-guardduty-again = Where GuardDuty was on before, its free days go on from where they were, or are over.
cost-guardduty-after = After that, in us-east-1: $4.00 per million CloudTrail events, $1.00 per GB of DNS and flow logs; plans on top. A Region without use costs little. During the free days GuardDuty shows what it would have cost.
cost-undo-detect = No new cost. What is suspended or deleted is not charged.

note-plans-on = Plans that are turned on: { $plans }.
note-plans-off = Plans that stay off: { $plans }. A new detector turns on every plan that a request does not name, so each that genkan knows is named. AWS may turn on newer ones: the check tells, and the settings turn them off.
note-detector-resumed = Resumed with the plans it had: { $regions }.
note-plan-turned-off = { $plan } is turned off in { $regions }.
note-frequency-slower = Ongoing findings are repeated less often in { $regions }.
note-runtime-agents = Runtime Monitoring needs GuardDuty's security agent on the workloads. Without it, nothing more is protected.
note-eks-runtime = EKS Runtime Monitoring is on in { $regions }; Runtime Monitoring cannot be turned on beside it.
note-detector-kept = On already and left as they are: { $count } { $count ->
    [one] Region
   *[other] Regions
}.
note-managed-administrator = Left alone, because account { $account } administers it: { $regions }.
note-managed-policy = Left alone, because a policy of the organization decides: { $regions }.
note-region-unread = Not readable, and so left out: { $regions }.
note-by-region = Each Region stands alone: where one fails, the others are done.
note-detector-suspended = GuardDuty looks at nothing while it is suspended. Its findings stay, and nothing is charged.
note-detector-deleted = The detector's findings are deleted with it. That cannot be undone.

plan-regions = { $count } Regions

form-detect-title = Where GuardDuty looks
form-detect-intro = AWS recommends every Region, also those without use. Nothing is changed before you approve the plan.
form-regions-all = All { $count } enabled Regions (recommended)
form-plans = Plans
form-plans-none = No plan: only CloudTrail events, DNS and flow logs.
form-plans-chosen = { $count } on: { $plans }
form-finding-frequency = Tell again
form-finding-frequency-hint = How often a finding that goes on is sent again. A new one is sent within minutes.
form-existing = Also
form-existing-hint = set plans and frequency where GuardDuty is on already
form-detect-cost = Free for 30 days in each Region where GuardDuty is new. Then by what it reads.

protects-s3-data-events = Who reads and writes objects in S3. On by default.
protects-eks-audit-logs = What is asked of EKS clusters. On by default.
protects-ebs-malware-protection = Disks of an instance that looks infected are scanned. On by default.
protects-rds-login-events = Logins to RDS and Aurora databases. On by default.
protects-lambda-network-logs = Network traffic of Lambda functions. On by default.
protects-runtime-monitoring = Processes inside EC2, ECS and EKS; needs an agent. Off by default.

note-samples-alert = Samples raise alerts like real findings: what EventBridge, Security Hub or a mailbox gets, people will see.
note-samples-marked = Each is marked [SAMPLE] and is about things that do not exist.
note-samples-every = One of every type: hundreds of findings, and as many alerts.
note-archive = Archived findings are kept for 90 days, and can be taken back out.
undo-samples = Samples stay until they are archived: A on the findings screen.
cost-findings = Free.

severity-low = low
severity-medium = medium
severity-high = high
severity-critical = critical

samples-with = with samples
samples-without = without samples
samples-only = only samples

findings-title = GuardDuty findings
findings-title-archived = Archived GuardDuty findings
findings-every-severity = every severity
findings-at-least = { $level } and above
findings-every-type = every type
findings-every-region = every Region
findings-severity = severity
findings-type = type
findings-resource = resource
findings-region = Region
findings-count = count
findings-account = account
findings-none = No findings. That is good. m makes samples, so that you know what one looks like.
findings-none-archived = Nothing is archived. h shows the current findings.
findings-hidden = No finding fits. s, t, p and the arrow keys change what is shown.
findings-nowhere = GuardDuty is not on in any Region, so there is nothing to show. Esc, then Enter turns it on.
findings-unread = Not readable: { $regions }.
findings-more = There are more than are shown in { $regions }.
findings-loading = Asking GuardDuty in every Region... { $seconds } s
findings-awaited = Samples are on their way. That takes up to a minute.
findings-shown = { $shown } of { $count } shown. GuardDuty is in { $regions } { $regions ->
    [one] Region
   *[other] Regions
}.
findings-nothing-to-archive = There is nothing to archive here.

finding-severity = Severity
finding-is-sample = [SAMPLE]: made up, about things that do not exist
finding-is-archived = archived
finding-what = What
finding-resource = Affected
finding-place = { $region }, account { $account }
finding-actor = By
finding-nobody = GuardDuty does not name anybody.
finding-times = When
finding-seen = { $count } { $count ->
    [one] time
   *[other] times
}, from { $first } to { $last }
finding-first = First
finding-console = Console

advice-instance =
    1. Take the instance off the network: a security group without rules. Do not stop it yet, its memory is evidence.
    2. Make a snapshot of its disks, then look who else talked to that address.
    3. Replace the credentials of its role, and start anew from a clean image.
advice-bucket =
    1. Block public access to the bucket, and look at its policy.
    2. Deactivate the access key that was used, and look in CloudTrail what else it did.
    3. Find out which objects were read: they may be in other hands.
advice-access-key =
    1. Deactivate the access key, or end the role's sessions.
    2. Look in the event history (measure 3, v) what it did: new users, keys, instances.
    3. Undo what it made, and give its owner temporary credentials instead.
advice-cluster =
    1. Isolate the pod by a network policy, and mark its node as not to be scheduled.
    2. Look which service account started it, and take its rights away.
    3. Start the workload anew from an image that you trust.
advice-other =
    1. Look at the affected resource: do you know it, and is it meant to do this?
    2. Cut it off from the network or take its credentials away, until you know.
    3. Look in the event history (measure 3, v) what happened just before.

samples-title = Sample findings
samples-intro = Samples show what GuardDuty would tell you. They change nothing else in the account.
samples-few = A few, of the kinds that startups see
samples-every = One of every type (hundreds)
samples-region = Region
samples-alert = They raise alerts like real ones: tell those who get them first.

regions-title = GuardDuty, Region by Region
regions-region = Region
regions-status = status
regions-free = free left
regions-plans = plans on
regions-cost = last 30 days
regions-open = open
regions-asking = asking
regions-unknown = not known
regions-off = off
regions-on = on
regions-suspended = suspended
regions-over = over
regions-days = { $days } { $days ->
    [one] day
   *[other] days
}
regions-days-between = { $days } days
regions-off-detail = GuardDuty is off. Where it was never on, the first 30 days are free.
regions-suspended-detail = Suspended: it looks at nothing, and nothing is charged.
regions-by-policy = A policy of the organization decides about it; genkan leaves it alone.
regions-by-administrator = Account { $account } administers it; genkan leaves it alone.
regions-features = On: { $on }. Off: { $off }.
regions-cost-detail = The amounts are AWS's for the last 30 days; for free days, what they would have cost.

check-detect-alerts = Somebody is told of findings

why-detect-alerts = GuardDuty waits in its console until somebody looks. A mail through EventBridge and SNS reaches you within minutes of a new finding.

costs-detect-alerts = Events of AWS services are free; the first 1,000 mails a month are free. Passing events on to another Region costs $1.00 per million.

saw-alerts-told = Somebody is told in { $count } of { $total } Regions with GuardDuty.

gap-alerts-none = Nobody is told of a finding, in any Region.
gap-alerts-some = Nobody is told of a finding in { $regions }.
gap-alerts-pending = { $who } has not confirmed the mail from AWS yet, and is told nothing until then.
gap-alerts-policy = The SNS topic does not allow EventBridge to publish, so no alert is sent in { $regions }.
gap-alerts-key = The SNS topic is encrypted with a key that EventBridge cannot use, so no alert is sent in { $regions }.
gap-alerts-filter = A subscription filter drops every finding in { $regions }.
gap-alerts-role = EventBridge cannot use the role that forwards findings in { $regions }.
gap-suppressed = Suppression rules archive findings of high severity as they arrive ({ $rules }) in { $regions }.
gap-alerts-narrow = A rule leaves out some findings of high severity in { $regions }.
gap-alerts-elsewhere = Findings go to something else in { $regions }. genkan cannot see whether anybody reads them there.

cost-alerts = Events of AWS services and the first 1,000 mails a month are free. Passing events on to the home Region: $1.00 per million.
note-alerts-confirm = AWS sends a mail to { $email }. Nobody is told until the link in it is clicked, within three days.
note-alerts-forward = Every other Region passes its findings on to { $home }, so there is one mail to confirm. A role of their own lets them do that and nothing else.
note-alerts-repeat = A finding that goes on is sent again every six hours, or as often as GuardDuty is set to. Archived ones are sent too.
undo-ends-with-topic = The subscription and the policy end with the topic; a link in each mail ends the subscription too.
note-alerts-existing = In { $home } somebody is told already, and findings are passed on there. { $email } is not added.

form-alerts-title = Who is told of findings
form-alerts-intro = Nothing is changed before you approve the plan.
form-email = E-mail
form-email-hint = A mailbox that somebody reads, better of a group than of one person.
form-email-empty = An e-mail address is needed.
form-email-wrong = This is not an e-mail address that AWS takes, such as security@example.com.
form-severity = Severity
form-severity-critical = critical only
form-severity-high = high and above
form-severity-medium = medium and above
form-severity-low = low and above
form-severity-hint = High is 7.0 and above: something may be in other hands. Medium is 4.0 and above.
form-alert-regions = Regions
form-alert-regions-all = every Region with GuardDuty
form-alert-regions-all-hint = The others forward their findings to { $home }, so there is one e-mail to confirm.
form-alert-regions-home = home Region only
form-alert-regions-home-hint = Only findings in { $home } send alerts.

check-detect-security-hub = AWS Security Hub CSPM (optional)

why-detect-security-hub = Security Hub CSPM gathers findings of many services in one list and checks the account against standards every day. It is the next step, not the first.

costs-detect-security-hub = Free for 30 days in each Region of each account, then by the number of checks. Its standards need AWS Config, which is charged.

saw-hub-off = Not on in { $region }. Nobody has to have it on day one.
saw-hub-on = On in { $region }.
saw-hub-no-standard = No standard is on: it gathers findings only.
saw-hub-standards = Standards: { $standards }.

note-hub-standards = AWS Foundational Security Best Practices and CIS AWS Foundations are turned on with it, as the console does.
note-hub-config = Most of their checks need AWS Config (measure 3) to record the resources they look at.
cost-hub = Free for 30 days, then in us-east-1 $0.0010 for each of the first 100,000 checks a month. What AWS Config records more for it is charged there.

handoff-title = After GuardDuty
handoff-intro = GuardDuty's findings also go to these services. Neither is needed on day one.
handoff-adds = Adds
handoff-costs = Costs
handoff-needs = Needs
handoff-now = Now
handoff-hub-adds = One list of the findings of GuardDuty, Inspector, Macie and IAM Access Analyzer, in one format, and a score against standards such as AWS Foundational Security Best Practices and CIS, checked every day.
handoff-hub-costs = Free for 30 days in each Region, then $0.0010 a check (us-east-1, first 100,000 a month). The first 10,000 findings of other services a month are free.
handoff-hub-needs = AWS Config recording (measure 3) for most checks of the standards.
handoff-detective-adds = For one finding: who did what before and after, drawn from CloudTrail, network logs and GuardDuty over up to a year.
handoff-detective-costs = Free for 30 days in each Region, then by the logs read: $2.00 per GB (us-east-1, first 1,000 GB).
handoff-detective-needs = Nothing but GuardDuty to lead to it. Turn it on in the console, before you need it: it learns from then on.
handoff-turn-on = Enter plans turning it on: the call, its cost and its undo. Nothing runs before you approve it.
saw-detector-no-endpoint = Not offered, as there is no endpoint: { $regions }.
regions-no-endpoint = no endpoint
form-finding-frequency-fifteen-minutes = every 15 minutes
form-finding-frequency-one-hour = every hour
form-finding-frequency-six-hours = every 6 hours
