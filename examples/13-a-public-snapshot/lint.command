calitrace lint public.calitrace
