calitrace trace with-restore.save --src 192.0.2.77 --dst 203.0.113.20 --dport 443 --iif wan2 --addrs addrs.json --routes routes.json --rules rules.json --reply
