/** The facts as a form, made from the schema: whatever a file may state, and nothing else. */
import { element } from './elements.js'
import { isList, types } from './facts.js'

const NOT_STATED = 'not stated'

/**
 * A form of facts. `facts` is read and set as text by path; what the schema does not know is kept,
 * so that the server can refuse it by name.
 */
export class Form {
  #root
  #schema
  #fields = new Map()
  #lists = []
  #unknown = new Map()

  constructor(root, schema) {
    this.#root = root
    this.#schema = schema
    const top = element('div', { class: 'fields' })
    const sections = []
    for (const [key, each] of Object.entries(schema.properties)) {
      if (isList(each)) sections.push(this.#list(key, each))
      else if (each.properties) sections.push(this.#section(key, each))
      else top.append(this.#add(key, each))
    }
    root.append(top, ...sections)
  }

  get facts() {
    const stated = [...this.#fields.values()].map(each => [each.path, each.text])
    return new Map([...stated.filter(([, text]) => text !== undefined), ...this.#unknown])
  }

  set facts(facts) {
    for (const list of this.#lists) list.resize(facts)
    for (const field of this.#fields.values()) field.text = facts.get(field.path)
    this.#unknown = new Map([...facts].filter(([path]) => !this.#fields.has(path)))
    this.count()
  }

  /** Return what is known of a number that can be stated, for its slider. */
  schemaOf(path) {
    return this.#fields.get(path)?.schema
  }

  state(path, text) {
    this.#fields.get(path).text = text
    this.count()
  }

  /** Show each problem beside its field, and return those of no field. */
  refuse(errors) {
    const left = []
    for (const field of this.#fields.values()) field.error = ''
    for (const error of errors) {
      const field = this.#fields.get(error.path)
      if (field) field.error = [field.error, error.message].filter(Boolean).join(' ')
      else left.push(error)
    }
    return left
  }

  show(path) {
    const field = this.#fields.get(path)
    for (let at = field?.node; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true
    field?.first.focus({ preventScroll: true })
    field?.node.scrollIntoView({ block: 'center' })
  }

  drop(path) {
    for (const known of [...this.#unknown.keys()])
      if (known === path || known.startsWith(`${path}.`)) this.#unknown.delete(known)
  }

  /** Say how many facts each section states. */
  count() {
    for (const section of this.#root.querySelectorAll('details')) {
      const stated = [...this.#fields.values()].filter(
        each => section.contains(each.node) && each.text !== undefined,
      )
      section.querySelector('summary .count').textContent = stated.length ? `${stated.length} stated` : ''
    }
  }

  #add(path, schema) {
    const field = new Field(path, schema)
    this.#fields.set(path, field)
    return field.node
  }

  #section(key, schema) {
    const fields = Object.entries(schema.properties).map(([name, each]) =>
      this.#add(`${key}.${name}`, each),
    )
    return folded(schema.title ?? words(key), element('div', { class: 'fields' }, ...fields))
  }

  #list(key, schema) {
    const rows = element('div')
    const noun = words(key).replace(/s$/, '')
    const add = () => {
      const number = rows.children.length
      const fields = Object.entries(schema.items.properties).map(([name, each]) =>
        this.#add(`${key}.${number}.${name}`, each),
      )
      rows.append(
        element('fieldset', {}, element('legend', {}, `${noun} ${number + 1}`), ...fields),
      )
    }
    const removeLast = () => {
      const number = rows.children.length - 1
      for (const name of Object.keys(schema.items.properties))
        this.#fields.delete(`${key}.${number}.${name}`)
      rows.lastElementChild.remove()
    }
    const changed = () => {
      remove.hidden = !rows.children.length
      this.count()
      this.#root.dispatchEvent(new Event('change'))
    }
    const remove = element('button', { type: 'button', hidden: true, onclick: () => { removeLast(); changed() } }, `Remove the last ${noun.toLowerCase()}`)
    const more = element('button', { type: 'button', onclick: () => { add(); changed(); this.show(`${key}.${rows.children.length - 1}.${Object.keys(schema.items.properties)[0]}`) } }, `Add a ${noun.toLowerCase()}`)
    this.#lists.push({
      resize: facts => {
        const numbers = [...facts.keys()].filter(path => path.startsWith(`${key}.`)).map(path => Number(path.split('.')[1]))
        const wanted = Math.min(Math.max(-1, ...numbers.filter(Number.isInteger)) + 1, MOST_ROWS)
        while (rows.children.length > wanted) removeLast()
        while (rows.children.length < wanted) add()
        remove.hidden = !wanted
      },
    })
    const question = schema['x-question'] ? [element('p', { class: 'question' }, schema['x-question'])] : []
    return folded(words(key), element('div', { class: 'fields' }, ...question, rows, more, remove))
  }
}

const MOST_ROWS = 100

/** One fact: its question, a control for what it may be, and what is wrong with it. */
class Field {
  #error = element('p', { class: 'error', hidden: true })
  #control

  constructor(path, schema) {
    this.path = path
    this.schema = schema
    const id = `fact-${path.replaceAll('.', '-')}`
    this.#error.id = `${id}-error`
    this.#control = control(schema, id, `${id}-unit ${id}-error`)
    const label = schema['x-question'] ?? schema.description ?? words(path.split('.').at(-1))
    const named = this.#control.group
      ? element('span', { class: 'label', id: `${id}-label` }, label)
      : element('label', { class: 'label', for: id }, label)
    const unit = element('span', { class: 'unit', id: `${id}-unit` }, schema['x-unit'] ?? '')
    this.node = element('div', { class: 'field', 'data-path': path }, named, this.#control.node, unit, this.#error)
  }

  get first() {
    return this.#control.first
  }

  get text() {
    return this.#control.text
  }

  set text(text) {
    if (this.#control.text !== text) this.#control.text = text
  }

  get error() {
    return this.#error.textContent
  }

  set error(message) {
    this.#error.textContent = message
    this.#error.hidden = !message
    this.node.classList.toggle('wrong', Boolean(message))
    for (const each of this.node.querySelectorAll('input, select')) {
      if (each.type !== 'radio' && each.type !== 'checkbox') each.setAttribute('aria-invalid', Boolean(message))
    }
  }
}

function control(schema, id, described) {
  const choices = schema.enum?.filter(each => each !== null)
  if (choices) return selection(choices, id, described)
  if (types(schema).includes('boolean')) return oneOf(id, described)
  if (schema.items?.enum) return someOf(schema.items.enum, id, described)
  return typed(schema, id, described)
}

function typed(schema, id, described) {
  const numeric = types(schema).some(type => type === 'number' || type === 'integer')
  const node = element('input', {
    id, type: 'text', placeholder: NOT_STATED, 'aria-describedby': described, spellcheck: 'false',
    inputmode: numeric ? 'decimal' : undefined, class: numeric ? 'numeric' : undefined,
  })
  return {
    node,
    first: node,
    get text() { return node.value.trim() || undefined },
    set text(text) { node.value = text ?? '' },
  }
}

function selection(choices, id, described) {
  const options = choices.map(each => element('option', { value: each }, each))
  const node = element('select', { id, 'aria-describedby': described }, element('option', { value: '' }, NOT_STATED), ...options)
  return {
    node,
    first: node,
    get text() { return node.value || undefined },
    set text(text) {
      // What is no choice is shown all the same, as the server says what is wrong with it.
      if (text && !options.some(each => each.value === text)) node.append(element('option', { value: text }, text))
      node.value = text ?? ''
    },
  }
}

function oneOf(id, described) {
  const inputs = [['', NOT_STATED], ['true', 'yes'], ['false', 'no']].map(([value, words]) => [
    element('input', { type: 'radio', name: id, value, id: value ? undefined : id }), words,
  ])
  const labels = inputs.map(([input, words]) => element('label', {}, input, element('span', {}, words)))
  const node = element('div', { class: 'choice', role: 'radiogroup', 'aria-labelledby': `${id}-label`, 'aria-describedby': described }, ...labels)
  let other
  inputs[0][0].checked = true
  return {
    node,
    group: true,
    get first() { return node.querySelector(':checked') ?? inputs[0][0] },
    get text() { return node.querySelector(':checked')?.value || other },
    set text(text) {
      const known = inputs.find(([input]) => input.value === (text ?? ''))
      other = known ? undefined : text
      for (const [input] of inputs) input.checked = input === known?.[0]
    },
  }
}

function someOf(choices, id, described) {
  const boxes = choices.map(value => element('input', { type: 'checkbox', value }))
  const none = element('input', { type: 'checkbox', value: '' })
  const labels = [...boxes, none].map(box => element('label', {}, box, element('span', {}, box.value || 'none of these')))
  const node = element('div', { class: 'choices', role: 'group', 'aria-labelledby': `${id}-label`, 'aria-describedby': described }, ...labels)
  let other = []
  node.addEventListener('input', event => {
    if (event.target === none) for (const box of boxes) box.checked = false
    else none.checked = false
  })
  return {
    node,
    group: true,
    first: boxes[0],
    get text() {
      const stated = [...boxes.filter(box => box.checked).map(box => box.value), ...other]
      return stated.length ? stated.join(',') : none.checked ? '' : undefined
    },
    set text(text) {
      const stated = text ? text.split(',') : []
      none.checked = text === ''
      for (const box of boxes) box.checked = stated.includes(box.value)
      other = stated.filter(each => !choices.includes(each))
    },
  }
}

function folded(title, ...children) {
  const wide = matchMedia('(min-width: 60rem)').matches
  const summary = element('summary', {}, element('h2', {}, title), ' ', element('span', { class: 'count' }))
  return element('details', { open: wide }, summary, ...children)
}

/** Return a key in words: "gateway_groups" as "Gateway groups". */
function words(key) {
  const spaced = key.replaceAll('_', ' ')
  return spaced[0].toUpperCase() + spaced.slice(1)
}
