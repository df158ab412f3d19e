/** The package says where its types are in a way that our module resolution does not read. */
declare module 'minisearch/SearchableMap' {
  export { default } from 'minisearch/dist/es/SearchableMap';
}
