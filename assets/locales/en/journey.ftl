# The way from a sign-in to a report.

source-environment = environment
source-environment-keys = environment, access key
source-login = aws login
source-sso = IAM Identity Center
source-role = role
source-role-mfa = role with MFA
source-keys = access key
source-keys-temporary = temporary keys
source-process = program
source-web-identity = web identity
source-cloudshell = AWS CloudShell
source-container = container
source-instance = EC2 instance
source-embedded = embedded account

sources-title = Which credentials?
sources-looking = Looking for sign-ins on this computer
sources-found = Found on this computer. Nothing in ~/.aws is changed.
sources-none = No credentials were found on this computer.
sources-no-profile = (no profile)
sources-no-region = Region not set
sources-ready = ready
sources-ready-until = ends in { $minutes } min
sources-expired = EXPIRED, Enter renews
sources-signed-out = Enter signs in
sources-asks-code = asks for a code
sources-untold = -
sources-is-broken = incomplete
sources-broken = The profile is incomplete: { $what }. Correct it in ~/.aws/config.
sources-long-lived = A long-lived access key. It works until somebody deletes it; "aws login" needs none.
sources-login = Sign in with "aws login"
sources-embedded = Look around in the embedded account meanwhile
sources-opening = Signing in
sources-kept = What you sign in to here stays in this process, or where the AWS CLI keeps it.
sources-road = The shortest road on a first day
sources-road-login = On this computer: choose "aws login" below. Your browser opens, you sign in as in the console. No access key is made.
sources-road-cloudshell = In the browser: sign in to the AWS console, open CloudShell (the >_ button), and start genkan there. It is signed in already.
sources-road-install = On this computer: install the AWS CLI 2.32 or later (https://aws.amazon.com/cli/), then choose "aws login" below.
sources-road-meanwhile = Until then the embedded account shows everything, without AWS.

signing-in-title = Sign in
sign-in-code = Compare this code with the one in the browser:
sign-in-left = expires in { $time }
sign-in-page = Open this page (Enter opens it, c copies it):
sign-in-waiting = Waiting for the browser
sign-in-stop = Esc stops waiting. Nothing is lost.
signed-out = Your sign-in expired. Press Enter to sign in again; you will return here.
signed-out-elsewhere = These credentials are renewed outside genkan. Renew them, then press Enter.
signed-out-kept = What was being read is read again. A change that was interrupted is looked up in AWS first, never repeated blindly.
region-title = Which Region do you work in?
region-why = Trails, buckets and alerts are made there. All enabled Regions are checked in any case.
notice-other-account = You are signed in to another account now: { $account }. Please look at it first.
identity-switch = Another one

intro-page = ({ $page } of { $pages })
intro-why-title = Why now
intro-why =
    Growth pushes security down the list: no money, no rules, nobody who knows, the fear of slower work.
    But being a startup is no excuse. Audits before a listing or a sale have stopped deals over security.
    Added late, it forces changes to architecture and pipelines. Added today, it takes an hour.
    And enterprise customers ask earlier than they used to.
intro-who-title = Who answers for what
intro-you = You
intro-aws = AWS
intro-you-secures = data, identities, settings, network rules
intro-genkan-helps = (this half is where genkan helps)
intro-aws-secures = hardware, facilities, the infrastructure of managed services
intro-who =
    This is the shared responsibility model: AWS secures the infrastructure, you secure what runs on it. Four measures to begin with:

why-title = Why
why-asks = What genkan asks
why-more = Tab: the measure that this belongs to.
why-measure-separate =
    Several accounts instead of one are becoming the norm, mostly for security and compliance. Four reasons:
    Environments: development, test and production under rules of their own. A mistake in one does not reach the other.
    Billing: what each department or system costs, without tags that somebody forgot.
    Delegation: a team decides for itself, within a frame that you set.
    Workloads: apart by risk, by class of data, or by customer.
why-measure-secure =
    IAM decides who may do what, in over 200 services, in one place. Three habits come first:
    The root user can do everything, closing the account included. Keep it for the few tasks that need it, and work as a user of your own, in a group, with policies that limit it.
    Multi-factor authentication: on the root user always, on your users as well. A password that leaks is then not enough.
    No access keys for the root user, ever; for people, temporary credentials rather than keys that never end.
why-measure-record =
    CloudTrail records who did what, when and from where: in the console, by command line, by SDK, by other services. The last 90 days can be looked up free of charge; a trail keeps them for audits and for the day on which you have to know.
    The first trail's management events are delivered free; the storage in S3 is charged.
    AWS Config records how resources were configured, and answers "how was it then?". It keeps that for 7 years unless you say otherwise, at least 30 days. It has no free tier.
why-measure-detect =
    GuardDuty finds threats by itself: known ones by threat intelligence, unknown ones by behaviour that is out of the ordinary. It works on AWS's side, changes nothing in your setup and does not slow anything down.
    It reads VPC flow logs, DNS logs and CloudTrail events; with its protection plans also S3, EKS, RDS, Lambda and EBS.
    The first 30 days in each Region are free and show what it would cost. Its findings go on to EventBridge, for alerts, and to Security Hub.

order-root = You are the root user: make an administrator first, sign in as that one, then go on.
order-free-plan = An organization ends the free plan of an account, so measure 1 comes last.
order-walking = In the order of the four measures.
dashboard-next = Recommended next: { $order }
dashboard-unknown = Some questions could not be answered. Open a measure to see which permission is missing.
dashboard-done = All four measures are taken. e shows what was reached.

recap-title = What was reached in { $account }
recap-before = before
recap-now = now
recap-before-is = "before" is when genkan first saw each check
recap-made = Changed with genkan from this computer
recap-made-none = Nothing.
recap-costs = Monthly cost of that (estimates)
recap-open = Still to do
recap-aside = Put aside
recap-pending = On its way; look again later
recap-unknown = Could not be checked
recap-next = Next
recap-next-hands-on = The hands-on "AWS Hands-on for Beginners, Security #1: security measures right after creating an account"
recap-next-skill-builder = AWS Skill Builder, and an AWS certification when you like
recap-next-report = Enter saves this as a report for those who were not here.

save-title = Save a report
save-format = Format
save-html = HTML, both languages
save-markdown = Markdown
save-json = JSON
save-mask = Identifiers
save-mask-off = shown
save-mask-on = hidden
save-file = File
save-said = Only you can read the file. It holds no secret.

skip-title = Put aside
skip-explained = The check keeps its status; the report names your reason and the owner.
skip-later = later
skip-not-ours = not ours
skip-accepted-risk = accepted risk
skip-owner = Owner
skip-nobody = nobody named
skip-said = Put aside on { $date }: { $reason }; owner: { $owner }
notice-put-aside = Put aside. The report names the reason and the owner.
notice-nothing-to-skip = There is nothing to put aside here.

where-left-title = Welcome back
where-left = Last time you were at "{ $measure }": { $check }
where-left-go-on = Go on there
where-left-home = All four measures

key-switch = Account
key-sign-in-here = Sign in
key-use = Use it
key-home-region = Region
key-look-again = Look again
key-aws-login = aws login
key-try-again = Try again
key-skip-intro = Skip
key-why = Why
key-why-measure = The measure
key-skip = Put aside
key-put-aside = Put aside
key-take-up = Take up again
key-recap = Recap
key-save-report = Save report
key-save = Save
key-next-steps = Next steps

failure-sign-in-ended = Nobody signed in at the page in time.
next-sign-in-ended = Enter asks for a new code.
failure-sign-in-refused = The sign-in did not come about.
next-sign-in-refused = Try again, and choose "allow" in the browser.
failure-no-cli = "aws login" needs the AWS CLI 2.32 or later.
next-no-cli = Install it from https://aws.amazon.com/cli/ and look again, or start genkan in AWS CloudShell.

report-aside = Put aside
report-aside-none = Nothing.
report-made = What was changed with genkan
report-made-none = Nothing was changed from this computer.
report-costs = What that is estimated to cost
report-run = run
notice-password-first = Note the password first: it is shown only here. Enter goes on.
