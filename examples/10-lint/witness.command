calitrace trace --src 192.0.2.10 --dst 10.244.2.9 --dport 22 --iif eth9 --assume local:10.244.2.9=yes dump.save
