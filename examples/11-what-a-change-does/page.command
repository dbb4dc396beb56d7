calitrace diff --format html before.save after.save
