# Measure 3: CloudTrail and AWS Config.

check-record-trail = Multi-Region trail
check-record-trail-delivery = Log file delivery
check-record-log-validation = Log file validation
check-record-trail-bucket = Log bucket protection
check-record-event-history = Event history

why-record-trail = CloudTrail tells who did what, when and from where. Without a trail, actions older than 90 days cannot be looked up, and audits ask for them.
why-record-trail-delivery = A trail that cannot write raises no alarm. AWS tries again for 30 days and charges for it.
why-record-log-validation = Signed digest files prove that nobody altered or deleted a log file. Gaps are never filled later.
why-record-trail-bucket = The logs show how your account works. Only CloudTrail, for your trails, should write here, and nobody outside should read.
why-record-event-history = AWS keeps the last 90 days of management events for every account, free of charge.

costs-record-trail = The first copy of management events is free. S3 storage: est. less than $0.10 a month for up to 1 GB (2026-11).
costs-record-trail-delivery = The fix is free. S3 storage is charged: est. less than $0.10 a month for up to 1 GB (2026-11).
costs-record-log-validation = Free. One small digest file an hour in each Region is stored in S3.
costs-record-trail-bucket = Free.
costs-record-event-history = Free.

saw-trail = Trail { $name } in { $region }.
saw-trail-recording = Trail { $name } (home { $region }) records all management events in every enabled Region.
saw-trail-excluded = It leaves out events of { $sources }.
saw-trail-of-organization = Your organization manages it; it is read-only here.
saw-trail-copies = { $count } trails record the same events. Each copy after the first is charged.
saw-delivered = The last log file arrived in { $bucket } at { $time }.
saw-validation = Trail { $name } signs its log files.
saw-bucket-private = Bucket { $bucket } blocks public access, limits CloudTrail to named trails or accounts, and refuses unencrypted connections.
saw-bucket-covered = The account's S3 public access block covers this bucket.
saw-bucket-versioned = Versioning is on.
saw-bucket-not-versioned = Versioning is off.
saw-history = The newest event is { $name } at { $time }.
saw-history-empty = Readable; no event in this Region yet.

gap-no-trail = No trail. Actions older than 90 days cannot be looked up.
gap-trail-stopped = Trail { $name } is stopped. It stores no events until it is started again.
gap-trail-single-region = Trail { $name } records { $region } only. Other Regions have only their 90-day event history.
gap-trail-partial = Trail { $name } does not record all management events.
gap-needs-trail = Needs a recording trail first.
gap-delivery-error = Trail { $name } cannot write to { $bucket }: { $code }.
gap-delivery-other = Trail { $name } cannot write to its bucket. Each attempt is charged.
gap-delivery-old = The last log file arrived { $days ->
    [one] { $days } day
   *[other] { $days } days
} ago.
gap-delivery-pending = No log file yet. The first one usually arrives within 15 minutes.
gap-delivery-late = No log file in { $bucket } after { $minutes } minutes.
gap-delivery-unknown = AWS did not tell when logging started, and no log file has arrived.
gap-validation = Trail { $name } does not sign its log files.
gap-bucket-elsewhere = Bucket { $bucket } is in another account, or you may not read it.
gap-bucket-missing = Bucket { $bucket } does not exist. Log files cannot be stored.
gap-bucket-public = Bucket { $bucket } is public. People outside the account may have access to your logs.
gap-bucket-acl = Bucket { $bucket } is public: its access control list (ACL) gives everyone access.
gap-bucket-block = Bucket { $bucket } does not block public access, and neither does the account.
gap-bucket-source = Bucket { $bucket } lets in CloudTrail of any account (no aws:SourceArn).
gap-bucket-accounts = Bucket { $bucket } still allows CloudTrail through { $count } old per-Region accounts. It refuses log files from newer Regions.
gap-bucket-tls = Bucket { $bucket } accepts unencrypted connections.
gap-bucket-policy = Bucket { $bucket } has no policy.

cost-trail-first-copy = CloudTrail: $0 a month. The first copy of management events is free.
cost-trail-further-copy = CloudTrail: est. $2.00 per 100,000 events. This is a further copy; the first one is free.
cost-trail-copy-unknown = CloudTrail: $0 a month if this is the account's first copy of management events, else est. $2.00 per 100,000 events. genkan could not see the trails of other Regions.
cost-trail-widened = CloudTrail: $0 a month where this is the only trail.
cost-s3-storage = S3 storage: est. less than $0.10 a month for up to 1 GB of logs.
cost-undo = No new cost. Log files that stay in S3 are charged as before.

note-bucket-replaced = Bucket { $bucket } is gone. The trail will write to a new one; what the old one held is not restored.
note-bucket-closed = Public access to { $bucket } ends. If a website is served from it, it stops.
note-policy-merged = The policy of { $bucket } keeps its statements. Access for CloudTrail is added, and unencrypted connections are refused for everyone.
note-trail-gap = While { $name } was stopped, it recorded nothing. That gap stays; event history still shows the last 90 days.
note-validation-from-now = Log files are signed from now on; earlier ones stay unsigned.

undo-bucket-kept = Bucket { $bucket } stays, with its settings and log files. Delete it in the S3 console when you no longer need them.
undo-bucket-moved = The trail stays on its new bucket; the old one is gone.
undo-none = An undo cannot be undone. To have the changes again, make a new plan.

form-bucket-empty = Enter a bucket name.
form-bucket-length = 3 to 63 characters; this has { $length }.
form-bucket-letter = "{ $letter }" is not allowed. Use a to z, 0 to 9 and hyphens.
form-bucket-ends = It may not begin or end with a hyphen.
form-bucket-reserved = AWS reserves this beginning or ending.
form-bucket-namespace = A name ending in -an must end in { $suffix } here.
form-trail-length = 3 to 128 characters; this has { $length }.
form-trail-letter = "{ $letter }" is not allowed. Use letters, digits, ".", "_" and "-".
form-trail-marks = Begin and end with a letter or digit, without two marks in a row.
undo-ends-with-trail = Deleting the trail also ends its recording.
note-recording-stops = Recording to S3 stops. Actions older than 90 days can then not be looked up.

# AWS Config.
check-record-config-recorder = AWS Config recorder
check-record-config-coverage = AWS Config coverage
check-record-config-delivery = AWS Config delivery
check-record-config-retention = AWS Config retention

why-record-config-recorder = AWS Config keeps how each resource was configured, and when it changed. Without a recorder nobody can answer "how was it set then".
why-record-config-coverage = A type that is not recorded has no history. IAM users, groups, roles and policies are recorded in one Region, so that each change is charged once.
why-record-config-delivery = AWS Config writes history files to S3. A channel that cannot write leaves gaps in them.
why-record-config-retention = Audits ask how something was set months or years ago. AWS keeps 7 years unless told otherwise.

costs-record-config-recorder = No free tier. $0.003 for each configuration item: est. $3.00 a month for about 1,000 items (2026-11). The first month is higher.
costs-record-config-coverage = $0.003 for each configuration item, $0.012 when recorded daily (2026-11). There is no free tier.
costs-record-config-delivery = The channel is free. S3 storage: est. less than $0.10 a month for up to 1 GB (2026-11).
costs-record-config-retention = Free. A shorter time does not make it cheaper.

saw-recorder = Recorder { $name } records in { $region }.
saw-recorder-regions = { $on } of { $total } enabled Regions record. The others can be added; each is charged.
saw-recorder-forbidden = Your organization forbids AWS Config in { $regions }.
saw-config-continuous = Recorded continuously.
saw-config-daily = Recorded daily.
saw-coverage-all = Recorder { $name } records all supported types.
saw-coverage-all-but = Recorder { $name } records all types but { $types }.
saw-coverage-only = It records { $types }.
saw-coverage-iam = IAM users, groups, roles and policies are recorded in { $region }.
saw-coverage-iam-elsewhere = { $region } cannot record IAM types; another Region could.
saw-config-delivered = The last history file arrived in { $bucket } at { $time }.
saw-config-delivers = History files arrive in { $bucket }.
saw-retention = History is kept for { $days } days in { $region }.
saw-retention-default = History is kept for { $days } days, AWS's default.

gap-no-recorder = No recorder in { $region }. Changes of configuration are not kept.
gap-recorder-linked = Only recorders of AWS services in { $region } ({ $services }). They keep no history for you.
gap-recorder-stopped = Recorder { $name } in { $region } is stopped. Changes are not kept until it is started again.
gap-recorder-failing = Recorder { $name } cannot record: { $code } { $message }
gap-recorder-starting = Recorder { $name } in { $region } is starting. First items usually appear within minutes.
gap-recorder-odd = Recorder { $name } has a status that genkan does not know: { $status }.
gap-recorder-elsewhere = Recorders are turned off or failing in { $regions }.
gap-recorder-unread = AWS Config could not be read in { $regions }.
gap-needs-recorder = Needs a recorder first.
gap-coverage-only = Recorder { $name } records { $count } types only.
gap-coverage-elsewhere = Only some resource types are recorded in { $regions }.
gap-coverage-iam = IAM users, groups, roles and policies are not recorded.
gap-coverage-iam-unread = Whether IAM types are recorded could not be read in every Region.
gap-coverage-iam-twice = IAM types are recorded in { $regions }: each change is charged more than once.
gap-no-channel = No delivery channel in { $region }. The recorder cannot start.
gap-config-bucket-missing = Bucket { $bucket } does not exist. History files cannot be stored.
gap-config-delivery-failed = AWS Config cannot write to { $bucket }: { $code } { $message }
gap-config-delivery-elsewhere = History files do not arrive from { $regions }.
gap-config-delivery-old = The last history file arrived { $days } days ago.
gap-config-delivery-odd = The delivery has a status that genkan does not know: { $status }.
gap-config-delivery-pending = No history file in { $bucket } yet. AWS writes one every 6 hours where something changed.

cost-config-continuous = AWS Config: est. ${ $dollars } a month for about { $items } configuration items in { $regions ->
    [one] one Region
   *[other] { $regions } Regions
 } ($0.003 each).
cost-config-daily = AWS Config: est. up to ${ $dollars } a month for about { $items } configuration items in { $regions ->
    [one] one Region
   *[other] { $regions } Regions
 } ($0.012 each, at most one a day for each resource).
cost-config-counted = Where AWS Config already records, the estimate uses the resources it has found.
cost-config-no-free = No free tier and no trial. The first month is higher: every existing resource is recorded once.
cost-config-ends = Recording is no longer charged. Files that stay in S3 are charged as before.

note-config-bucket-replaced = Bucket { $bucket } is gone. Files will go to the new one; what the old one held is not restored.
note-config-bucket-elsewhere = Bucket { $bucket } is in another account. Its policy is not changed here.
note-config-bucket-kept = Bucket { $bucket } and its files stay.
note-config-policy-merged = The policy of { $bucket } keeps its statements. Access for AWS Config, for this account only, is added.
note-config-slower = { $region } records once a day instead of every change.
note-config-iam-off = IAM types are no longer recorded in { $region }.
note-config-widened = Recorder { $name } will record all supported types. That costs more than the few it recorded.
note-recorder-gap = While { $name } was stopped, it recorded nothing. That gap stays.
note-retention-deletes = AWS Config deletes history older than { $days } days. That cannot be undone.
note-config-stops = Recording of configuration stops. What was recorded stays, unseen until there is a recorder again.
note-control-tower-trail = AWS Control Tower makes a trail of its own. Delete yours after the enrolment, or a second copy of each event is charged.

undo-role-kept = The service-linked role of AWS Config stays. It is free and only AWS Config can use it.
undo-channel-moved = The channel stays on its new bucket; the old one is gone.

form-regions-none = Choose at least one Region.
form-retention-number = Enter days or years: 365, 400d or 7y.
form-retention-range = AWS keeps 30 to 2,557 days (7 years); this is { $days }.
