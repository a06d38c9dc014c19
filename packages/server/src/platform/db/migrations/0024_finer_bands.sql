-- Bands are a millimetre high now; those of each file are made anew when they are asked for.
delete from footprint_bands;
