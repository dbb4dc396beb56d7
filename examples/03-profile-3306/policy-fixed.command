calitrace trace policy-fixed.save --src 10.244.1.2 --dst 10.244.2.9 --dport 3306 --iif eth0 --ipset sets.ipset --addrs addrs.json --routes routes.json
