calitrace trace dump.save --names names.json --from default/frontend-8b474f47-zdqdv --to svc/default/db --ipset sets.ipset --addrs addrs.json --routes routes.json
