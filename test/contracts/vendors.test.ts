import { packVendors } from '../../src/store/vendor-pack.ts';
import { packedVendors, registersIn } from '../../src/store/vendors.ts';
import { VENDORS } from '../cli/stations.ts';
import { vendorsContract } from './vendors.ts';

vendorsContract({ name: 'paper', skip: false, open: () => VENDORS });
vendorsContract({
  name: 'a register in memory',
  skip: false,
  open: () => registersIn(packVendors({ B827EB: 'Raspberry Pi Foundation', '70B3D5': 'Other Ltd' }))!,
});
vendorsContract({
  name: 'the registers of the package',
  skip: packedVendors().missing ? 'needs npm run build' : false,
  open: packedVendors,
});
