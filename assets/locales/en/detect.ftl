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
note-plans-off = Plans that stay off: { $plans }. A new detector turns on every plan that a request does not name, so each is named.
note-detector-resumed = Resumed with the plans it had: { $regions }.
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
form-existing-value = set plans and frequency where GuardDuty is on already
form-detect-cost = Free for 30 days in each Region where GuardDuty is new. Then by what it reads.

protects-s3-data-events = Who reads and writes objects in S3. On by default.
protects-eks-audit-logs = What is asked of EKS clusters. On by default.
protects-ebs-malware-protection = Disks of an instance that looks infected are scanned. On by default.
protects-rds-login-events = Logins to RDS and Aurora databases. On by default.
protects-lambda-network-logs = Network traffic of Lambda functions. On by default.
protects-runtime-monitoring = Processes inside EC2, ECS and EKS; needs an agent. Off by default.
