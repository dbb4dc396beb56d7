calitrace diff --iif eth0 --dst 192.0.2.10 before.save after.save
