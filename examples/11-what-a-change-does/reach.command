calitrace reach --to filter/to-shop:2 before.save
