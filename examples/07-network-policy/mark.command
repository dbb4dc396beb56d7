calitrace explain mark 0x10000 dump.save
