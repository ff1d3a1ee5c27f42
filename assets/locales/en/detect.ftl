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
