# Words that every measure uses.

measure-separate = Separate accounts by use
measure-secure = Secure the account
measure-record = Record what happened
measure-detect = Detect threats automatically

status-pass = OK
status-fail = To do
status-warn = Partial
status-pending = Waiting
status-unknown = Unknown
status-not-applicable = N/A
status-later = Not yet
status-guided = By hand
status-checking = Checking

gap-not-asked = AWS was not asked about this.

failure-no-credentials = No AWS credentials were found.
next-no-credentials = Sign in with "aws login" (AWS CLI 2.32 or later) or "aws sso login", or name a profile with --profile. No access key is needed.
failure-expired = Your sign-in expired.
next-expired = Sign in again with "aws login" or "aws sso login", then check again. Nothing is lost.
failure-bad-credentials = AWS does not know these credentials.
next-bad-credentials = The key may be deleted, or belong to another partition or endpoint. Sign in again, or choose another profile with --profile.
failure-mfa-needed = This profile asks for an MFA code.
next-mfa-needed = Run genkan in a terminal, where it can ask for the code.
failure-mfa-refused = The MFA code was not accepted.
next-mfa-refused = Wait for the next code and try again. Each code works once. The role must also trust you.
failure-no-region = No Region is set.
next-no-region = Name one with --region, AWS_REGION, or "region" in the profile: the one your company works in.
failure-bad-config = The AWS configuration cannot be used: { $detail }
failure-bad-settings = The settings cannot be used: { $detail }
next-bad-config = Correct the file or variable that is named, then start again.
failure-clock-skew = This computer's clock is more than five minutes off, so AWS refuses its signatures.
next-clock-skew = Set the clock (turn on network time), then try again.
failure-wrong-endpoint = The endpoint did not answer as AWS does ({ $call }).
next-wrong-endpoint = Check --endpoint-url and AWS_ENDPOINT_URL, or leave them out to reach AWS itself.
failure-plain-http = { $endpoint } is not encrypted: anyone on the way can read and reuse what genkan sends.
next-plain-http = Use an https:// endpoint. If you trust the network, add --allow-http.
failure-no-endpoint = No address was found for { $call } in { $region }.
failure-network = AWS could not be reached ({ $call }).
next-network = Check the connection, the proxy (HTTPS_PROXY) and the endpoint, then check again.
failure-timeout = AWS did not answer in time ({ $call }).
next-timeout = Check again. If it stays slow, try another network.
failure-denied = Not allowed to read this ({ $call }). It may be on or off.
failure-denied-write = Not allowed to make this change ({ $call }).
failure-step-changed-nothing = The failed call changed nothing. { $count ->
    [one] The { $count } step before it stays
   *[other] The { $count } steps before it stay
}: continue later, or undo.
next-denied = Ask an administrator of this account for the permission { $call }.
failure-denied-by-policy = A policy of your organization forbids this ({ $call }).
next-denied-by-policy = Ask whoever manages the organization; no permission in this account helps.
failure-throttled = AWS asked to slow down ({ $call }).
next-throttled = Wait a minute, then check again.
failure-unsupported = This is not offered here ({ $call }, { $region }).
next-unsupported = Nothing to do, unless another endpoint or Region was meant.
failure-not-found = AWS has no such thing ({ $call }).
next-not-found = Check again: it may have been deleted in the meantime.
failure-conflict = A name, a limit or another change stands against this ({ $call }).
next-conflict = Read AWS's message. Choose another name, free a place under the limit, or wait a few minutes; then plan again.
failure-invalid = AWS did not accept the request ({ $call }).
next-invalid = Read AWS's message, change the value it names, then plan again.
failure-service = AWS failed on its side ({ $call }).
next-service = Wait a minute, then check again.
failure-stale = The account changed since this plan was made. The plan was not run further.
next-stale = Plan again and read what is different.
failure-edited = This plan file was changed after it was made, so nobody has reviewed it.
next-edited = Make the plan again; choose values with --set.
failure-other-account = This plan is for another account.
next-other-account = Sign in to the account of the plan, or make a plan for this one.
failure-read-only = This session is read-only.
next-read-only = Start without --read-only (GENKAN_READONLY) to make changes.
failure-locked = Another genkan is making changes on this machine.
next-locked = Wait until it has finished, then try again.
failure-file = A file cannot be read or written: { $detail }
next-file = Correct the path or its permissions, then try again.
failure-usage = The command line does not fit: { $detail }
next-usage = See "genkan --help".
failure-mismatch = Every call succeeded, but AWS does not show the result yet.
next-mismatch = Check again in a few minutes. If it stays, open the journal: it has every request id.
failure-stopped = Stopped.
next-stopped = Start genkan again. It asks AWS what was done and shows the rest for approval.
failure-internal = genkan made a mistake: { $detail }
next-internal = Please report this with the journal.
failure-nothing-changed = Nothing was changed.
failure-maybe-changed = It is not clear whether AWS made the change. The next check reads it back.

outcome-done = done
outcome-already = no change needed
outcome-recovered = already done by this run
ending-complete = complete
ending-stopped = stopped
ending-failed = failed
effect-new = NEW
effect-change = CHANGE
effect-delete = DELETE

cut-short = An earlier run ({ $run }, plan { $plan }) was interrupted. Part of it may be in place. The rest runs only after you approve it.
region-not-enabled = The Region { $region } is not enabled in this account.
cut-short-complete = AWS shows that all of the interrupted run is in place. The journal says so now.
failure-not-ours = Your organization manages this trail; it cannot be changed from this account.
next-not-ours = Ask the owner of the management account.
