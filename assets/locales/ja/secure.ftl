# 施策2: ルートユーザー。

check-secure-root-mfa = ルートユーザーの MFA
check-secure-root-keys = ルートユーザーのアクセスキーがない

why-secure-root-mfa = ルートユーザーはアカウントの解約を含め何でもできます。パスワードだけでは漏れることがあります。AWS は最初のサインインから35日以内の MFA 設定を求めます。
why-secure-root-keys = ルートのアクセスキーを日常で使うことはありません。見つけた人がアカウントの持ち主になれます。一時的な認証情報のほうが安全です。

costs-secure-root-mfa = 無料です。
costs-secure-root-keys = 無料です。

saw-root-mfa = MFA は有効です。
saw-root-mfa-virtual = MFA は認証アプリで有効です。パスキーまたはセキュリティキーのほうが強固です。
saw-root-mfa-hardware = MFA はパスキー、セキュリティキー、またはハードウェアデバイスで有効です。
saw-root-no-credentials = ルートユーザーにはパスワードもキーもありません。MFA で守るものがありません。
saw-root-keys-none = ルートのアクセスキーはありません。

gap-root-mfa = ルートユーザーに MFA がありません。設定は AWS のコンソールでのみできます。
gap-root-keys = ルートのアクセスキーがあります。使用状況を確認してから、コンソールで削除してください。
gap-summary-key = アカウント概要に { $key } がありませんでした。
