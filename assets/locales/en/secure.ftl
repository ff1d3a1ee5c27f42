# Measure 2: the root user.

check-secure-root-mfa = MFA for the root user
check-secure-root-keys = Removal of root access keys

why-secure-root-mfa = The root user can do anything, including closing the account, and passwords can leak. AWS requires MFA within 35 days of the first console sign-in.
why-secure-root-keys = There is no daily use for root access keys. One that leaks gives full control of the account. Temporary credentials are safer.

costs-secure-root-mfa = Free.
costs-secure-root-keys = Free.

saw-root-mfa = MFA is on.
saw-root-mfa-virtual = MFA is on, with an authenticator app. A passkey or security key is stronger.
saw-root-mfa-hardware = MFA is on, with a passkey, security key or hardware device.
saw-root-no-credentials = The root user has no password and no keys; there is nothing to protect with MFA.
saw-root-keys-none = No root access key exists.

gap-root-mfa = The root user has no MFA. AWS allows this in the console only.
gap-root-keys = A root access key exists. Check what uses it, then delete it.
gap-summary-key = AWS left { $key } out of the account summary.
