# Measure 2: the root user, the people, the account.

check-secure-root-mfa = MFA for the root user
check-secure-root-keys = Removal of root access keys
check-secure-root-use = Root user not in daily use
check-secure-daily-admin = A daily administrator
check-secure-user-mfa = MFA for users with a password
check-secure-group-permissions = Permissions through groups
check-secure-access-keys = No old or unused access keys
check-secure-password-policy = Password policy
check-secure-security-contact = Security contact
check-secure-s3-public-access = S3 closed to the public
check-secure-access-analyzer = Search for access from outside
check-secure-ebs-encryption = New EBS volumes encrypted
check-secure-budget = A budget that tells somebody

why-secure-root-mfa = The root user can do anything, including closing the account, and passwords can leak. AWS requires MFA within 35 days of the first console sign-in.
why-secure-root-keys = There is no daily use for root access keys. One that leaks gives full control of the account. Temporary credentials are safer.
why-secure-root-use = Nothing limits the root user, so one mistake can cost the whole account. It is for the few tasks that need it, such as the support plan or closing the account.
why-secure-daily-admin = Daily work needs a user of its own, so that the root user can rest and every action has a name to it.
why-secure-user-mfa = A password alone is as good as the worst place it was typed into. A second factor keeps a leaked one from being enough.
why-secure-group-permissions = What a group may do can be read and changed in one place. Permissions given to single users are forgotten there.
why-secure-access-keys = An access key works until somebody switches it off, wherever it was copied to. Temporary credentials end by themselves.
why-secure-password-policy = AWS's default allows eight characters. Fourteen, and no return of old ones, keep guessing out of reach.
why-secure-security-contact = AWS writes when it sees something wrong in the account. Without a contact the mail goes to the address the account was opened with.
why-secure-s3-public-access = Most leaks from S3 are a bucket that somebody opened by mistake. The block on the account stands above every bucket.
why-secure-access-analyzer = It reads the policies of buckets, roles, keys and queues, and tells which of them let somebody from outside in.
why-secure-ebs-encryption = A volume or snapshot that gets into the wrong hands cannot be read without its key.
why-secure-budget = A stolen key shows first on the bill. A budget tells within a day instead of at the end of the month.

costs-secure-root-mfa = Free.
costs-secure-root-keys = Free.
costs-secure-root-use = Free.
costs-secure-daily-admin = Free.
costs-secure-user-mfa = Free.
costs-secure-group-permissions = Free.
costs-secure-access-keys = Free.
costs-secure-password-policy = Free.
costs-secure-security-contact = Free.
costs-secure-s3-public-access = Free.
costs-secure-access-analyzer = Free: the external access analyzer. The one for unused access is another, and is charged.
costs-secure-ebs-encryption = Free with the key that AWS manages.
costs-secure-budget = Free: budgets that only tell.

saw-root-mfa = MFA is on.
saw-root-mfa-virtual = MFA is on, with an authenticator app. A passkey or security key is stronger.
saw-root-mfa-hardware = MFA is on, with a passkey, security key or hardware device.
saw-root-mfa-deadline = AWS insists on it 35 days after the first console sign-in: { $date } at the earliest.
saw-root-no-credentials = The root user has no password and no keys; there is nothing to protect with MFA.
saw-root-keys-none = No root access key exists.
saw-root-keys-used = Last used on { $date } ({ $place }), by the credential report.
saw-root-keys-unused = Never used, by the credential report.
saw-root-never-used = The root user has never signed in or used a key.
saw-root-used = Last used on { $date }, { $days } days ago.
saw-root-account-new = The account is { $days ->
    [0] not a day
    [one] { $days } day
   *[other] { $days } days
} old: setting it up is what the root user is for.
saw-report-time = By the credential report of { $time }; AWS writes it every four hours at most.
saw-administrators = { $count ->
    [one] Administrator
   *[other] Administrators
}: { $names }.
saw-identity-center = IAM Identity Center gives administrator access to this account.
saw-center-unassigned = IAM Identity Center is on, but no permission set is assigned to this account.
saw-saml = Users of a SAML identity provider can sign in with role { $role }.
saw-managed-by-aws = AWS manages this account's root user, users and contacts (new sign-up).
saw-no-console-users = No user has a console password.
saw-users-have-mfa = { $count ->
    [one] The one user
   *[other] All { $count } users
} with a console password { $count ->
    [one] has
   *[other] have
} MFA.
saw-group-permissions = None of { $count } { $count ->
    [one] user
   *[other] users
} has policies of its own.
saw-key-used = { $key } was last used on { $date }, { $days ->
    [0] today
    [one] a day ago
   *[other] { $days } days ago
} ({ $place }).
saw-key-used-on = { $key } was last used on { $date } ({ $place }).
saw-key-use-unread = genkan could not see when { $key } was last used ({ $call }).
saw-key-never-used = { $key } was never used, as far as AWS keeps it.
saw-keys-none = No user has an active access key.
saw-keys-fresh = { $count ->
    [one] One active access key, which is
   *[other] { $count } active access keys, all
} young and in use.
saw-keys-inactive = { $count } switched off and not deleted.
saw-own-key = genkan itself signs with the long-lived key { $key }. "aws login" needs none.
saw-policy = At least { $length } characters; the last { $reuse } passwords are refused.
saw-policy-no-console = No user has a console password, so there is nothing to hold to a policy.
saw-contact = { $email } is told.
saw-contacts-neither = Billing and operations have no contact.
saw-contact-no-billing = Billing has no contact.
saw-contact-no-operations = Operations has no contact.
saw-block-whole = All four settings of the account's public access block are on.
saw-buckets-none-public = None of { $count } { $count ->
    [one] bucket
   *[other] buckets
} is open to the public now.
saw-buckets-public = Open to the public now: { $names } ({ $count }).
saw-analyzers = An analyzer for external access works in { $count } of { $total } Regions.
saw-ebs-regions = New volumes are encrypted in { $count } of { $total } Regions.
saw-analyzer-other = There is an analyzer of another kind: it does not look for access from outside.
saw-budgets = { $count ->
    [one] Somebody is told of
   *[other] Somebody is told of { $count }:
} { $names }.

gap-root-mfa = The root user has no MFA. AWS allows this in the console only.
gap-root-keys = A root access key exists. See what uses it, switch it off, then delete it.
gap-root-certificates = A signing certificate of the root user exists. It is as good as a key.
gap-summary-key = AWS left { $key } out of the account summary.
gap-root-used = The root user was used on { $date }, { $days ->
    [0] today
    [one] a day ago
   *[other] { $days } days ago
}.
gap-root-used-now = You are signed in as the root user, and this account is older than a week.
gap-report-generating = AWS is still writing the credential report.
gap-report-no-root = The credential report has no row for the root user.
gap-daily-admin = No user, permission set or SAML role has all permissions: only the root user can administer this account.
gap-administrators-locked-out = The only administrators have no password and no access key, so none of them can sign in: { $names }.
gap-administrators-directly = The only administrators have their permissions attached directly, not through a group: { $names }.
gap-administrators-by-key = The only administrators have no password and work with access keys: { $names }.
gap-center-less = IAM Identity Center reaches this account, but no permission set grants administrator access.
gap-center-status = IAM Identity Center is not usable: its status is { $status }.
gap-saml-unusable = A SAML identity provider is set up, but no role with all permissions trusts it.
gap-user-mfa = { $count } of { $total } { $total ->
    [one] user
   *[other] users
} with a console password { $count ->
    [one] has
   *[other] have
} no MFA: { $names }.
gap-device-abandoned = An MFA device that nobody enrolled was left behind: { $device } ({ $count }).
gap-group-permissions = { $count } { $count ->
    [one] user has
   *[other] users have
} policies of their own: { $names }.
gap-keys-old = Older than 90 days ({ $count }): { $keys }.
gap-passwords-idle = Console passwords not used for 45 days or more ({ $count }): { $names }.
gap-keys-idle = Unused, forgotten or double ({ $count }): { $keys }.
gap-service-credentials = { $count } long-lived { $count ->
    [one] credential
   *[other] credentials
} for single services: { $services }. They are looked after in the IAM console.
gap-policy = Asks for less than { $length } characters or { $reuse } passwords remembered.
gap-policy-default = AWS's default holds: eight characters, and old passwords may come back.
gap-contact = AWS has nobody to write to about security.
gap-block-none = The account has no public access block: any bucket can be opened.
gap-block-partly = Part of the account's public access block is off: { $settings }.
gap-analyzer-home = Nobody looks for access from outside in { $region }.
gap-analyzer-regions = No analyzer in { $count } of { $total } Regions: { $regions }.
gap-ebs-regions = New volumes are not encrypted in { $count } of { $total } Regions: { $regions }.
gap-analyzer-unlisted = The list of enabled Regions could not be read. Only { $count } Regions were asked.
gap-analyzer-creating = Being made: { $regions }.
saw-payer = Account { $account } pays the bill. A budget there covers this account too.
gap-budget-none = No budget watches the costs.
gap-budget-no-cost = There is no cost budget: { $count ->
    [one] the only budget tracks
   *[other] the { $count } budgets track
} something else.
gap-budget-nobody = There { $count ->
    [one] is a budget
   *[other] are { $count } budgets
}, and nobody is told.

secure-root-first = Signed in as root: make a daily administrator first, then go on as that user.
secure-root-leave = Signed in as root: press l to go on as your daily user.

fix-steps = Enter shows the steps. genkan sees by itself when it is done.
fix-keys = Enter shows the keys: each is switched off first and deleted later.
fix-users = Enter shows the users. MFA is set here, with a QR code.
fix-root-use = Work as your daily user. Enter shows how.

note-password-once = A console password is made while the plan runs and shown once. It must be changed at the first sign-in. genkan keeps it nowhere.
note-password-old-ends = The old password stops working at once.
note-codes = While the plan runs you scan a QR code and type two codes. If you stop there, the new device is deleted again.
note-no-access-key = No access key is created, now or later: "aws login" gives temporary credentials.
note-identity-center = For a team, IAM Identity Center is the better road: one sign-in for all accounts. This user is for the first days.
note-user-is-there = { $user } exists already and is kept as it is.
note-policy-new-passwords = It holds for new passwords. Today's stay until they are changed.
note-policy-kept-age = Passwords go on expiring as they do now.
note-contact-kept = { $kind } has a contact already and keeps it: { $email }.
note-buckets-none-public = None of { $count } { $count ->
    [one] bucket
   *[other] buckets
} is open to the public now: nothing stops working.
note-buckets-public = These buckets are open to the public now and will close ({ $count }): { $names }. Websites and downloads that use them stop working, and so does the access that the same policies give to other accounts.
note-buckets-acls = { $count ->
    [one] One bucket is private, but objects in it may be public by their own ACL
   *[other] { $count } buckets are private, but objects in them may be public by their own ACLs
}: { $names }. Such objects close, and uploads with a public ACL fail.
note-buckets-unread = These could not be looked into ({ $count }): { $names }. If one is public, it will close.
note-buckets-unknown = The buckets could not be listed ({ $call }). If one is public, it will close.
note-analyzers-unread = Could not be read and are left out: { $regions }.
note-analyzer-broken = Analyzer { $analyzer } does not work. genkan does not delete it, because its findings and archive rules would be lost. Delete it in the IAM Access Analyzer console, then plan again.
note-move-same = { $user } keeps the same permissions: the group gets them before they are removed from the user.
note-move-gains = { $user } also gets what the group already has: { $policies }.
note-analyzer-finds = It reads policies and changes nothing. What it finds is in the console under IAM Access Analyzer.
note-ebs-new-only = Existing volumes and snapshots stay as they are; only new ones are encrypted.
note-ebs-shared = A snapshot encrypted with the key that AWS manages cannot be shared with another account.
note-budget-tells = A mail goes out at 80 % of ${ $amount } a month, and when AWS forecasts more than all of it.
note-budget-no-stop = A budget tells. It switches nothing off.
note-key-stops = Programs that use this key stop at once. Undo switches it on again.
note-key-is-off = The key is already inactive. To delete it (this cannot be undone), add --set status=deleted.
note-key-gone = A deleted key never comes back.

cost-iam = IAM is free.
cost-contact = Alternate contacts are free.
cost-block = The public access block is free.
cost-analyzer = The external access analyzer is free.
cost-ebs-encryption = EBS encryption is free, and the key that AWS manages has no monthly fee.
cost-budget = Budgets without actions are free.

undo-device-gone = The device is gone. Nobody had enrolled it.
undo-key-gone = The key is gone for good.
undo-password-gone = The old password does not come back.

field-of-secure-daily-admin-title = A daily administrator
field-of-secure-daily-admin-intro = A user in a group with all permissions, with a password and MFA.
field-of-secure-security-contact-title = Contacts of the account
field-of-secure-security-contact-intro = Whom AWS writes to, besides the address of the account.
field-of-secure-access-analyzer-title = Access from outside
field-of-secure-access-analyzer-intro = IAM Access Analyzer tells which policies let somebody from outside in.
field-of-secure-ebs-encryption-title = Encryption of new EBS volumes
field-of-secure-ebs-encryption-intro = Every volume created from now on is encrypted in the Regions you choose.
field-of-secure-group-permissions-title = Permissions by group
field-of-secure-group-permissions-intro = The user keeps the same permissions, and gets them from a group.
field-of-secure-budget-title = A monthly budget
field-of-secure-budget-intro = Over all costs of the account, in US dollars.
field-user = User name
field-user-hint-move = The permissions attached to this user move to the group.
field-group-hint-move = A new group, or one without other members.
field-user-hint = Yours, for every day: letters, digits and +=,.@_-
field-group = Group
field-group-hint = Its members may do everything. An existing one is used where it has these permissions.
field-name = Name
field-name-hint = A person or a team, at most 64 characters.
field-title = Title
field-title-hint = At most 50 characters.
field-email = E-mail
field-email-hint = One that somebody reads.
field-phone = Telephone
field-phone-hint = With the country code: +81 3-0000-0000
field-kinds = For
field-kinds-all = security, billing and operations
field-kinds-billing = billing only
field-kinds-operations = operations only
field-kinds-security = security only
field-kinds-hint = A contact that is set already for billing or operations stays.
field-amount = US dollars a month
field-amount-hint = A little above what you expect to spend.
field-regions = Regions
field-regions-all = every enabled Region
field-regions-home = the home Region only
field-regions-hint = It is free, and a policy can let somebody in anywhere.
field-regions-ebs-hint = It is free, and a volume may be created in any Region.

form-empty = Needed.
form-too-long = At most { $count } characters.
form-user-wrong = Letters, digits and +=,.@_- only, at most 64.
form-group-wrong = Letters, digits and +=,.@_- only, at most 128.
form-phone-wrong = Digits, spaces and + - ( ) only.
form-amount-wrong = A number above zero, such as 50 or 12.50.

guide-secure-root-mfa-1 = Sign in to the console as the root user, with the e-mail address of the account.
guide-secure-root-mfa-2 = Choose your account name at the top right, then "Security credentials".
guide-secure-root-mfa-3 = Under "Multi-factor authentication (MFA)", choose "Assign MFA device".
guide-secure-root-mfa-4 = Choose "Passkey or security key": it is the strongest, and cannot be typed into a false page. "Authenticator app" works too.
guide-secure-root-mfa-5 = Follow the steps, then add a second device, so that a lost one does not lock you out.
guide-secure-root-keys-1 = Sign in to the console as the root user.
guide-secure-root-keys-2 = Choose your account name at the top right, then "Security credentials".
guide-secure-root-keys-3 = Under "Access keys", see when and for which service each was last used.
guide-secure-root-keys-4 = Choose "Actions", then "Deactivate". Wait until you are sure that nothing misses it.
guide-secure-root-keys-5 = Choose "Actions", then "Delete". A deleted key never comes back.
guide-secure-root-use-1 = Sign out of the root user, in the console and here.
guide-secure-root-use-2 = Sign in as your daily user, or with IAM Identity Center.
guide-secure-root-use-3 = Keep the root user's password and MFA device in a safe place, for the few tasks that need them.
guide-secure-group-permissions-1 = Open the users in the IAM console and choose one of those named above.
guide-secure-group-permissions-2 = Under "Groups", choose "Add user to groups", with a group that has the same permissions.
guide-secure-group-permissions-3 = Under "Permissions", remove the policies attached directly.
guide-secure-group-permissions-4 = Come back and press r.
guide-deadline = AWS insists on MFA 35 days after the first console sign-in: { $date } at the earliest.
guide-deadline-unknown = AWS insists on MFA 35 days after the first console sign-in of the root user.
guide-watching = Looking at the account every 5 seconds.
guide-done = Checked with AWS: it is done.

sign-in-title = Go on as { $user }
sign-in-why = The root user has done its part. From here on your daily user does the rest.
sign-in-1 = Sign in to the console as { $user } with the password shown before, and choose a new one:
sign-in-2 = In another terminal, get temporary credentials for it (AWS CLI 2.32 or later; no access key):
sign-in-3 = Press Enter: genkan opens the profile { $user } and you are back where you were.
sign-in-center = Later, for a team: IAM Identity Center gives everybody one sign-in for all accounts, with temporary credentials.
sign-in-asking = Signing in...

users-title = IAM users
users-none = There are no IAM users.
users-user = User
users-mfa = MFA
users-rest = Console        Groups
users-no-mfa = none
users-devices = { $count ->
    [one] 1 device
   *[other] { $count } devices
}
users-console = password
users-no-console = no password
users-abandoned = left over
users-abandoned-why = An MFA device that was made and never enrolled. It protects nobody. Enter plans to delete it.
users-never-signed-in = Has never signed in to the console.
users-signed-in = Last signed in to the console at { $time }.
users-direct = Policies of its own: { $policies }.
users-set-mfa-why = Enter sets MFA: scan a QR code, type two codes.
users-has-mfa-why = Enter adds another MFA device, up to eight.

keys-title = Access keys
keys-root-title = Access keys of the root user
keys-none = There are no access keys.
keys-key = Access key
keys-state = State
keys-rest = Age           User
keys-active = active
keys-inactive = off
keys-age = { $days ->
    [one] 1 day
   *[other] { $days } days
}
keys-old = { $days } days old: more than 90.
keys-unused = Not used for { $days } days.
keys-initial = Never used, by a user who has a console password.
keys-double = The user has two that work.
keys-own = genkan itself signs with this key. Sign in another way before you switch it off.
keys-next-off = Enter plans to switch it off. Nothing is lost: undo switches it on again.
keys-next-delete = Enter plans to delete it, for good.

enrol-where = Account { $account } - { $mode }
enrol-title = MFA for { $user }
enrol-scan = 1 Scan this with the authenticator app on your phone.
enrol-type-key = 1 In your authenticator app choose "enter a setup key" and type:
enrol-no-room = The QR code needs more room, at least 76 by 24.
enrol-first = 2 The code it shows
enrol-second = 3 The next code
enrol-wait = The next code comes in { $seconds } s.
enrol-turn-on = Turn on MFA
enrol-first-right = Right. Now wait for the next code.
enrol-first-untold = Now wait for the next code.
enrol-first-wrong = This is not a code of this device. Scan the picture again, and type the code under the new entry.
enrol-first-missing = Type the six digits that the app shows.
enrol-skew-ahead = The code is right for a clock { $seconds } s ahead of this computer. Set both to network time. Then type the next code.
enrol-skew-behind = The code is right for a clock { $seconds } s behind this computer. Set both to network time. Then type the next code.
enrol-second-missing = Wait for the next code and type it too.
enrol-second-same = That is the same code again. Wait until the app shows another.
enrol-second-late = One code was skipped. This one now counts as the first: wait for the next.
enrol-second-wrong = This is not the code that follows. Look again and type the one shown now.
enrol-late = These codes are too old by now. Type two new ones.
enrol-ready = Both codes are right. Press Enter.
enrol-asking = AWS is being asked.
enrol-refused = AWS did not take these codes; each works once and for a short time. Type the next two.
enrol-refused-skew = AWS did not take these codes. The phone's clock is { $seconds } s off: set it to network time, then type two new codes.

result-password = Console password of { $user }, shown only here:
result-password-once = Keep it until the first sign-in: it must be changed there. c copies it.
notice-password-goes = The password is not shown again. Press the key once more to go on.
notice-copied-password = Sent to your terminal's clipboard. If it does not paste, the terminal does not allow it.
notice-copied-page = The address was sent to your terminal's clipboard.

failure-own-key = genkan signs with this access key itself: { $key }
next-own-key = Sign in another way first, for example with "aws login". Then come back.
failure-own-user = You are signed in as { $user }, and this would take away that user's own access.
next-own-user = Sign in as another administrator, then undo it from there.
failure-group-in-use = This group has members and not all permissions: { $detail }
next-group-in-use = Choose another group name. These members would get all permissions.
failure-person-needed = This plan shows a password or asks for MFA codes, so it needs a person at a terminal.
next-person-needed = Run it in the wizard: start genkan without a command.

step-taken-back = taken back
key-steps = Show the steps
key-users = Users
key-access-keys = Access keys
key-set-mfa = Set MFA
key-delete-device = Delete it
key-new-password = New password
key-deactivate = Switch off
key-delete-key = Delete it
key-sign-in = Go on as daily user
key-signed-in = I am signed in
key-later = Later
key-copy-page = Copy address
enrol-key-hidden = The key is not shown until you ask for it: it would stay in the terminal's scrollback.
result-password-hidden = The password is not shown until you ask for it: it would stay in the terminal's scrollback.
key-show-password = Show password
key-copy-password = Copy password
key-turn-mfa-on = Turn on MFA
key-as-text = Key as text
key-as-picture = QR code
