# 施策2: ルートユーザー。

check-secure-root-mfa = ルートユーザーの多要素認証（MFA）
check-secure-root-keys = ルートユーザーのアクセスキー削除

why-secure-root-mfa = ルートユーザーはアカウントの解約を含め何でもできます。パスワードは漏れることがあります。AWS は最初のコンソールサインインから35日以内の MFA 登録を必須としています。
why-secure-root-keys = ルートのアクセスキーを日常で使う場面はありません。漏れると、アカウントのすべての操作ができてしまいます。一時的な認証情報のほうが安全です。

costs-secure-root-mfa = 無料です。
costs-secure-root-keys = 無料です。

saw-root-mfa = MFA は有効です。
saw-root-mfa-virtual = MFA は認証アプリで有効です。パスキーまたはセキュリティキーのほうが強固です。
saw-root-mfa-hardware = MFA はパスキー、セキュリティキー、またはハードウェアデバイスで有効です。
saw-root-no-credentials = ルートユーザーにはパスワードもキーもありません。MFA で守るものがありません。
saw-root-keys-none = ルートのアクセスキーはありません。

gap-root-mfa = ルートユーザーに MFA がありません。設定できるのはコンソールだけです。
gap-root-keys = ルートのアクセスキーがあります。使用状況を確認してから、コンソールで削除してください。
gap-summary-key = アカウント概要に { $key } がありませんでした。
