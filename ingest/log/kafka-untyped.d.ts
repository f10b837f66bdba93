// What Barograph uses of packages that bring no types.

declare module 'lz4js' {
  const lz4: {
    /** Decompresses an LZ4 frame; throws when it is none. */
    decompress(bytes: Uint8Array): Uint8Array
  }
  export default lz4
}

declare module 'snappyjs' {
  const snappy: {
    /** Decompresses one raw snappy block; throws when it is none. */
    uncompress(bytes: Uint8Array): Uint8Array
  }
  export default snappy
}
