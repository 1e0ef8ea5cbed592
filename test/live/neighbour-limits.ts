export * from '../../src/linux/neighbour-limits.ts';
