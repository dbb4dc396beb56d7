calitrace diff --format markdown before.save after.save
