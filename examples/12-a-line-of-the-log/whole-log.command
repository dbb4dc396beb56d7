calitrace trace dump.save --local 10.244.1.1 --packets kern.log --format text
