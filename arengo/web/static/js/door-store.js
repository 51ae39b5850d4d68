// What the door keeps on this telephone: the list, what is still to be told, what went wrong.
const NAME = "arengo-door";
const STORES = { acts: "nonce", kept: "door", troubles: "nonce" };

let opened;

function database() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function run(store, mode, act) {
  const transaction = (await database()).transaction(store, mode);
  const asked = act(transaction.objectStore(store));
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done(asked.result);
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

export const put = (store, value) => run(store, "readwrite", (rows) => rows.put(value));
export const take = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));
export const get = (store, key) => run(store, "readonly", (rows) => rows.get(key));

/** The rows of one door, in the order in which they came. */
export async function all(store, door) {
  const rows = await run(store, "readonly", (each) => each.getAll());
  return rows.filter((row) => row.door === door).sort((a, b) => a.at - b.at);
}

/** How many acts of any door are still to be told. */
export const untold = () => run("acts", "readonly", (rows) => rows.count());

/** Nothing of the door stays on this telephone: neither the list nor the pages. */
export async function forget() {
  for (const store of Object.keys(STORES)) await run(store, "readwrite", (rows) => rows.clear());
  for (const name of await caches.keys()) if (name.startsWith(NAME)) await caches.delete(name);
}
