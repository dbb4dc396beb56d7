calitrace lint --format github dump.save
