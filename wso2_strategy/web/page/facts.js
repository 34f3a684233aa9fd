/**
 * Facts as they stand in the address: text by path, in the order of the form.
 *
 * #traffic.peak_tps=3800&traffic.protocols=http,websocket is what a link shares. What a text
 * means is for the schema to say; what it cannot be is sent as text, and the server refuses it.
 */
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i

export function factsIn(hash) {
  const facts = new Map()
  for (const pair of hash.replace(/^#/, '').split('&')) {
    const [path, ...rest] = pair.split('=')
    if (rest.length) facts.set(decoded(path), decoded(rest.join('=')))
  }
  return facts
}

export function hashOf(facts) {
  const pairs = [...facts].map(pair => pair.map(encoded).join('='))
  return pairs.length ? `#${pairs.join('&')}` : ''
}

/** Return the requirements that facts are, as the server reads them. */
export function requirementsOf(facts, schema) {
  const whole = Object.create(null)
  for (const [path, text] of facts) put(whole, path.split('.'), text, schema)
  return listed(whole, schema)
}

function put(whole, [key, ...rest], text, schema) {
  const known = schema?.properties?.[key] ?? (/^\d+$/.test(key) ? schema?.items : undefined)
  if (!rest.length) whole[key] = meant(text, known ?? {})
  else {
    if (typeof whole[key] !== 'object') whole[key] = Object.create(null)
    put(whole[key], rest, text, known)
  }
}

/** Return what was put by number as lists, where the schema has lists. */
function listed(value, schema) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (isList(schema)) return Object.values(value).map(each => listed(each, schema.items))
  for (const key of Object.keys(value)) value[key] = listed(value[key], schema?.properties?.[key])
  return value
}

export function isList(schema) {
  return types(schema).includes('array') && schema.items?.properties !== undefined
}

/** Return the types that a schema allows, "null" for not stated left out. */
export function types(schema) {
  const each = schema?.anyOf ?? [schema ?? {}]
  return each.flatMap(one => one.type ?? []).filter(type => type !== 'null')
}

function meant(text, schema) {
  const allowed = types(schema)
  if (allowed.includes('array')) return text ? text.split(',') : []
  if (allowed.includes('boolean') && /^(true|false)$/.test(text)) return text === 'true'
  const isNumber = allowed.includes('number') || allowed.includes('integer')
  if (isNumber && NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text)
  return text
}

function encoded(text) {
  return encodeURIComponent(text).replaceAll('%2C', ',')
}

function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
