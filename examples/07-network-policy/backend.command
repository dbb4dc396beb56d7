calitrace trace dump.save --src 10.88.0.27 --dst 10.101.32.166 --dport 80 --iif cali2b1490aa46a --ipset sets.ipset --addrs addrs.json --routes routes.json
