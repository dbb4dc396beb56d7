calitrace explain cali-tw-cali95aa86cbb2a dump.save
