calitrace lint --baseline known.json dump.save
