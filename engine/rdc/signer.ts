/** Signs one file as its bytes come by. Implemented by plain-signer.ts and wasm/wasm-signer.ts. */
export type Signer = {
  /** The next bytes of the file, a piece of any size; the caller may change them afterwards. */
  update(bytes: Uint8Array): void
  /** The signature file (rdc 3.1). */
  digest(): Buffer
}
