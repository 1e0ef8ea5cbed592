import type { Message } from '../../ports/telling.ts';

/** MESSAGE_ID of each kind (systemd: sd_journal_print(3), journalctl -x): never changed, never used for another. */
export const MESSAGE_IDS: Readonly<Record<Message['kind'], string>> = {
  'new-station': '581c5905ae3448cf9966492c0daeef46',
  virtual: 'b4aa48a04e5a42b58699b70cc1585f5a',
  migration: 'e251b866ee634e739cc1e2f948fa3b08',
  renumber: '20988bd4cb1048ec9b94048a8e9dea3d',
  failover: '1c01a89ce9ce43f6856e6da6af0d0e47',
  changed: '72937cc9a575470e9df5d5ed8ddd5160',
  proxy: '7ef8eb2d39b842b788205dce5613185e',
  bogon: 'd4874c5b8e304529aa8a5c6c952ac9fe',
  mismatch: '3ef99ee7e73d4e3a9ccb79327905068f',
  scan: '75492c1073334407a34d9c8b41f8ca73',
  unanswered: '4f2a4cd0f9454a828c9417ca55ba6ce2',
  stale: 'c65bafb292334840a6fb5bf1c00a9696',
  storm: 'bd2f9973818e450e85f0166657fce2ef',
  flux: 'a1852da816ca433cae2e06fd931798d9',
  conflict: '41d14f510d404bf09754b85f86c59061',
  takeover: '92508b3e59304b5f8672469feb8410a5',
  spoof: 'd377172f63414865a569a0363474e6e7',
  'own-conflict': '4de01062853d46069b583265a4e76607',
  'sensor-blind': '1bd44ab8c86c49d1abf2fe1210176ffd',
  digest: '1b4452e934fe4536bf47bad8d9334311',
  test: 'b134ae5fb8ee47c7b364833979733cf3',
  service: '75583f72f85e4724a465366a252bba87',
  arpwatch: '1f755239ad2f41538e3206456ddc0067',
};
