// How much of a manifest there may be, whoever reads it. An honest one nests seven deep and has a few thousand values.

export const MAX_DEPTH = 50;
export const MAX_NODES = 500_000;
