calitrace test --init dump.save --ipset sets.ipset --addrs addrs.json --routes routes.json
