calitrace trace dump.save --src 10.88.0.24 --dst 10.88.0.26 --dport 80 --iif cali505cfbeac50 --addrs addrs.json --routes routes.json --assume 'set:cali40s:LrVD8vMIGQDyv8Y7sPFB1Ge:src=no'
