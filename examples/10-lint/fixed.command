calitrace lint fixed.save
