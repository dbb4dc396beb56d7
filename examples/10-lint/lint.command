calitrace lint dump.save
