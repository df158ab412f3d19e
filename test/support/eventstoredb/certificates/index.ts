import { ServerCredentials } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that make.sh made. */
export const certificateFile = (name: string): string => join(__dirname, `${name}.pem`);

/** Of a server that shows this certificate; `wantsUser`: and wants one of the user, signed by our authority. */
export const serverCredentials = (name: string, wantsUser = false): ServerCredentials => {
  const [authority, certificate, key] = ['authority', name, 'key'].map((file) => readFileSync(certificateFile(file)));
  return ServerCredentials.createSsl(authority!, [{ cert_chain: certificate!, private_key: key! }], wantsUser);
};
