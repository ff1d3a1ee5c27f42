# 施策4: GuardDuty

check-detect-detector = 全リージョンの GuardDuty
check-detect-protection-plans = GuardDuty の保護プラン

why-detect-detector = GuardDuty は CloudTrail、DNS、ネットワークのログから攻撃の兆候（認証情報の漏えい、暗号通貨のマイニング、Tor からの操作など）を見つけます。普段使わないリージョンほど狙われます。
why-detect-protection-plans = 保護プランは、S3、EKS、RDS のログイン、Lambda、ディスク上のマルウェアなどを追加で監視します。新しく有効にすると、AWS はほとんどのプランも有効にします。

costs-detect-detector = アカウントとリージョンごとに30日間無料です。その後は読み取った量に応じた料金で、使っていないリージョンではわずかです。
costs-detect-protection-plans = ほとんどのプランに、リージョンごとに30日間の無料トライアルがあります。その後はプランごとに読み取った量に応じた料金がかかります。

saw-detector-on = { $total }リージョンのうち{ $count }リージョンで GuardDuty が有効です。
saw-detector-unread = 確認できないリージョン: { $regions }
saw-plans-on = GuardDuty が有効なすべてのリージョンで有効: { $plans }
saw-plans-off = どのリージョンでも無効: { $plans }
gap-plans-none = GuardDuty はプランを示していません。
saw-plan-partly = { $plan } は{ $total }リージョンのうち{ $count }リージョンで有効です。

gap-regions-unlisted = 有効なリージョンの一覧を確認できません。{ $count }リージョンだけを確認しました。
gap-detector-none = GuardDuty がどのリージョンでも無効です。攻撃の兆候を誰も見ていません。
gap-detector-off = { $total }リージョンのうち{ $count }リージョンで GuardDuty が無効です: { $regions }
gap-detector-suspended = GuardDuty が停止しています: { $regions }。再開するまで何も検知しません。
gap-needs-detector = 先に GuardDuty が必要です。
