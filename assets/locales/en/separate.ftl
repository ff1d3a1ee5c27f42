# Measure 1: accounts by use, with AWS Organizations.

check-separate-organization = An organization
check-separate-workload-accounts = Accounts of their own for what runs
check-separate-central-root = Root users of members in one place
why-separate-organization = An organization holds several accounts on one bill, each under rules of its own. Without it every account stands alone.
why-separate-workload-accounts = What breaks or leaks in one account stays there. Development cannot touch production, and each account shows what it costs.
why-separate-central-root = Every account has a root user. Looked after in one place, members need no root password, keys or MFA that somebody has to guard.
costs-separate-organization = AWS Organizations is free.
costs-separate-workload-accounts = Accounts are free; what runs in them is charged as anywhere.
costs-separate-central-root = Free.

saw-organization-own = This account manages the organization { $id }.
saw-organization-member = Member of the organization { $id }, managed by { $account }.
gap-no-organization = This account stands alone: there is no organization.
gap-billing-only = The organization shares the bill only. All features must be turned on before it can set rules.
gap-ask-management = Only the management account { $account } is told this. Ask whoever looks after it.
gap-all-in-one = Everything runs in one account: nothing separates production from development.
gap-accounts-coming = AWS is creating: { $names }.
gap-no-member = There is no account but the management account, which should run nothing.
gap-no-workload = Your other accounts are only for security and logs ({ $names }). Create a separate account for workloads.
saw-members = { $count ->
    [one] One account beside the management account: { $names }.
   *[other] { $count } accounts beside the management account: { $names }.
}
saw-members-unfinished = { $count ->
    [one] The sign-up of one account was never completed.
   *[other] The sign-up of { $count } accounts was never completed.
}
saw-members-closed = { $count ->
    [one] One more account is closed, or is being closed.
   *[other] { $count } more accounts are closed, or are being closed.
}
saw-members-loose = { $count ->
    [one] One of them is in no organizational unit.
   *[other] { $count } of them are in no organizational unit.
}
gap-root-needs-organization = Begins with an organization.
gap-root-not-trusted = IAM is not trusted with the organization: each member's root user must be guarded by itself.
gap-root-billing-only = The organization shares the bill only; central root access needs all features.
gap-root-off = Central management of root credentials is off.
saw-root-on = Central management of root credentials and root sessions are on.
saw-root-on-without-sessions = Central management of root credentials is on; root sessions are off.
gap-member-roots = { $count ->
    [one] The root user of one member can still sign in: { $names }.
   *[other] The root users of { $count } members can still sign in: { $names }.
}
gap-member-roots-unread = A member's root user could not be looked at ({ $reason }).
saw-roots-looked-at = { $count ->
    [one] One member's root user was looked at.
   *[other] { $count } members' root users were looked at.
}
saw-roots-not-looked-at = Members' root users were not looked at yet: t, then a.

fix-separate = Enter first tells what cannot be taken back. Nothing runs before you approve it.
fix-management = Nothing is offered here: only the management account can change it.
fix-all-features = In the AWS Organizations console, under Settings, enable all features. Invited members are asked.
fix-member-roots = Enter shows the accounts; x removes what a member's root user can sign in with.
fix-organization-first = Press Enter to create the organization first.

told-organization = Before there is an organization
told-accounts = Before accounts are created
told-management = Account { $account } becomes the management account. That cannot be changed later; an organization can be deleted only while it has no other account.
told-closing = A new account can be closed, not deleted: it stays suspended for 90 days and counts against the quota meanwhile.
told-email = Its e-mail stays taken. Each account needs one that no AWS account in the world has; name+word@... usually reaches the same mailbox.
told-quota = An organization begins with ten accounts or fewer. AWS creates one after another, each in a few minutes.
told-free = AWS says that this account is on the free plan. With an organization it becomes a PAID plan at once, and does not go back: what you use beyond the free allowance is charged from then on.
told-free-until = AWS says that this account is on the free plan, until { $date }. With an organization it becomes a PAID plan at once, and does not go back: what you use beyond the free allowance is charged from then on.
told-plan-unknown = genkan could not see the account's plan. If it is the free plan, it becomes a PAID plan with an organization, and does not go back.
told-credits = According to AWS's Free Tier page in Japanese, unused Free Tier credits are lost too (read in 2026-11).
told-consent = I know that the free plan becomes a paid plan
told-paid = The account is on a paid plan, which stays as it is.
told-nothing-yet = Nothing is done yet. Next comes the plan, and it asks once more.
notice-paid-plan = Press Space to say that the free plan may become a paid one.
key-paid-plan = Yes/no

accounts-title = Which accounts?
accounts-shape = Shape
field-shape-two = two: prod and dev
field-shape-four = four: security, log archive, prod, dev
field-shape-own = your own
accounts-email = E-mail
accounts-name = Account
accounts-own-email = Its e-mail
accounts-unit = Organizational unit
accounts-now = Now
accounts-proposed = Proposed
reason-environment = Environments: development, test and production each under their own rules.
reason-billing = Billing: each account shows what it costs, all on one bill.
reason-workload = Workloads: apart by risk, kind of data, or customer.
reason-delegation = Delegation: a unit can be handed to a team, within rules that you set.
reason-review = Next: every call, before any of them runs.
form-account-name-wrong = Letters, digits and signs of ASCII, without / = ;
form-unit-wrong = Up to five names with / between, such as Workloads/Prod.
form-email-twice = Another row has this e-mail.
form-name-twice = Another row has this name.
form-email-management = The management account has this e-mail.
form-email-taken = A closed account of this organization has this e-mail.
form-name-taken = There is an account of this name under another e-mail.
key-add-row = One more
key-remove-row = One less

tree-title = Accounts
tree-alone = This account stands alone: there is no organization.
tree-own = Organization { $id }, managed from here
tree-delegated = Organization { $id }, managed by { $account }; this account is a delegated administrator
tree-of = Organization { $id }, managed by { $account }
tree-member = Only the management account sees the other accounts.
tree-root = Root
tree-new = new
tree-management = management
tree-creating = being created
tree-state = { $state ->
    [SUSPENDED] suspended
    [PENDING_CLOSURE] being closed
    [PENDING_ACTIVATION] being activated
    [CLOSED] closed
   *[other] { $state }
}
tree-root-none = no root credentials
tree-root-some = root: { $count }
tree-root-has = Its root user has: password { $password }, access keys { $keys }, MFA devices { $devices }, certificates { $certificates }. x removes them.
tree-enter-why = Enter works in this account, with the role that AWS made in it. Measures 2 to 4 then are about it; b comes back.
tree-entering = Signing in to the account. A new one may take a minute to be ready.
tree-looking = Looking at the members' root users.
notice-roots = { $count ->
    [0] No member's root user can sign in.
    [one] One member's root user can sign in.
   *[other] { $count } members' root users can sign in.
}
key-organization = Accounts
key-enter-account = Work in it
key-leave-account = Back to the management account
key-new-accounts = New accounts
key-roots = Look at root users
key-remove-root = Remove root credentials

note-plan-becomes-paid = The free plan of this account becomes a PAID plan, and does not go back.
note-plan-may-become-paid = If this account is on the free plan, it becomes a PAID plan, and does not go back.
note-management-for-good = Account { $account } becomes the management account, for good.
note-account-for-good = An account cannot be deleted at once: closed, it is suspended for 90 days.
note-account-emails = Each e-mail stays taken, also after its account is closed.
note-account-time = { $count ->
    [one] AWS creates the account in a few minutes. You may leave meanwhile; genkan goes on at the next start.
   *[other] AWS creates the { $count } accounts one after another, in a few minutes each. You may leave meanwhile; genkan goes on at the next start.
}
note-central-root = From then on this account can do for its members what only their root users may, in sessions of at most 15 minutes that CloudTrail records.
note-member-key-off = { $key } is inactive.
note-member-key-in-use = { $key } was used recently. Find out what uses it before you approve.
note-member-root = Nobody can sign in as that root user any more. This account can let it have a password again.
note-organization-stays = The organization stays, with the accounts in it.
undo-account-stays = The accounts stay. Each can be closed in the AWS Organizations console.
undo-member-root = Removed root credentials do not come back.
cost-organizations = AWS Organizations and its accounts are free; what runs in an account is charged.

failure-free-plan = An organization would turn the free plan into a paid one, and nobody has agreed to that.
next-free-plan = Read what it means on the wizard's page, or add --set plan=paid.
failure-account-refused = AWS did not create the account { $account }.
next-account-refused = { $reason ->
    [EMAIL_ALREADY_EXISTS] Its e-mail belongs to an AWS account already, here or anywhere. Choose another one.
    [ACCOUNT_LIMIT_EXCEEDED] The organization may have no more accounts. Ask AWS in Service Quotas to raise the number of accounts.
    [CONCURRENT_ACCOUNT_MODIFICATION] AWS was at another change of the organization. Try again in a few minutes.
    [INVALID_EMAIL] AWS does not take that e-mail. Choose another one.
    [INVALID_ADDRESS] The address of the management account is incomplete. Complete it under Billing, Payment preferences.
    [MISSING_PAYMENT_INSTRUMENT] The management account has no means of payment. Add one under Billing, Payment preferences.
    [INVALID_PAYMENT_INSTRUMENT] The means of payment of the management account does not work. See Billing, Payment preferences.
    [INTERNAL_FAILURE] AWS failed on its side. Try again; if it goes on, ask AWS Support.
    [PENDING_BUSINESS_VALIDATION] AWS is still checking the business data of the management account. Try again when that is over.
    [MISSING_BUSINESS_VALIDATION] AWS needs business data of the management account, under Account.
    [FAILED_BUSINESS_VALIDATION] The business data of the management account did not pass. See Account, or ask AWS Support.
    [INVALID_IDENTITY_FOR_BUSINESS_VALIDATION] The identity of the management account could not be checked. See Account, or ask AWS Support.
    [UNKNOWN_BUSINESS_VALIDATION] The check of the business data ended without an answer. Ask AWS Support.
   *[other] AWS gave the reason { $reason }. Ask AWS Support with it.
}
failure-no-organization = There is no organization yet.
next-no-organization = Create it first: separate.organization.
failure-billing-only = The organization shares the bill only.
next-billing-only = Enable all features in the AWS Organizations console, under Settings; invited members are asked.
failure-organization-new = AWS is still setting up the new organization. That may take up to an hour.
next-organization-new = Completed steps are kept. Run it again in an hour, and genkan continues from there.
failure-organization-in-use = Other things depend on this organization: { $detail }.
next-organization-in-use = Deleting the organization would remove them too. Remove them in the AWS Organizations console first, or keep the organization.
failure-root-cannot = AWS does not let a root user go into another account.
next-root-cannot = Sign in as your daily administrator (measure 2), and try again from there.

step-creating = AWS is creating it, { $seconds } s
step-under-way = AWS goes on with it
step-accepted = accepted by AWS
progress-accepted = Step { $step }: { $call }: accepted; AWS goes on with it.
progress-under-way = Step { $step }: { $call }: AWS goes on with it. The next start looks for it.
cli-accounts = Show the organization: units and accounts as a tree
