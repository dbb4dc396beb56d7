calitrace explain cali-pi-_tTE-E7yY40ogArNVgKt:1 dump.save
