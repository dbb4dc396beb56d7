calitrace trace dump.save --src 10.244.1.2 --dst 10.96.0.10 --dport 53 --proto udp --iif cali0ef24b1 -q
