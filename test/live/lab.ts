export * from '../../src/linux/lab.ts';
