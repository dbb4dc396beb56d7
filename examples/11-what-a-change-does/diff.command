calitrace diff before.save after.save
