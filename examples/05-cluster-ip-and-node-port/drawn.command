calitrace graph dump.save --src 10.244.120.110 --dst 10.103.46.104 --dport 80 --iif vethd02c6b18 --addrs addrs.json --routes routes.json --table nat --format mermaid
