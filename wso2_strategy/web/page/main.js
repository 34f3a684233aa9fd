/** The page: facts on one side, what follows from them on the other, both in the address. */
import { Asking, Refusal, posted, remember, schema as asked } from './asking.js'
import { element } from './elements.js'
import { factsIn, hashOf, requirementsOf } from './facts.js'
import { Form } from './form.js'
import { Slider } from './slider.js'

const PAUSE_MS = 250
const STALE = 'Until this is mended, the answer is that to the facts before.'
const TITLE = document.title
const FILES = {
  report: { path: '/api/v1/report?format=html', name: 'decision-report.html' },
  requirements: { name: 'requirements.yaml' },
  artifacts: { path: '/api/v1/artifacts', name: 'deployment.zip' },
}

const answering = new Asking('/api/v1/shown-answer')
const limiting = new Asking('/api/v1/shown-limits')
const form = document.getElementById('facts')
const said = document.getElementById('said')
const parts = name => document.querySelector(`[data-part="${name}"]`)
const sliders = new Map()
let schema, facts, asking, requirementsFile

async function start() {
  schema = await asked().catch(refused)
  if (!schema) return
  facts = new Form(form, schema)
  form.addEventListener('submit', event => event.preventDefault())
  form.addEventListener('input', () => { facts.count(); later() })
  form.addEventListener('change', () => { remembered(); later() })
  for (const type of ['popstate', 'hashchange']) addEventListener(type, opened)
  document.addEventListener('click', within)
  document.addEventListener('click', taken)
  opened()
}

function opened() {
  if (facts && hashOf(facts.facts) === location.hash && requirementsFile) return
  facts.facts = factsIn(location.hash)
  ask()
}

/** Make a step in the history of each fact that is stated. */
function remembered() {
  const hash = hashOf(facts.facts)
  if (hash !== location.hash) history.pushState(null, '', hash || location.pathname)
}

function later() {
  document.body.setAttribute('aria-busy', 'true')
  clearTimeout(asking)
  asking = setTimeout(ask, PAUSE_MS)
}

async function ask() {
  clearTimeout(asking)
  const requirements = requirementsOf(facts.facts, schema)
  document.body.setAttribute('aria-busy', 'true')
  const [answer, limits] = [answering.ask(requirements), limiting.ask(requirements)]
  limits.catch(() => {})
  try {
    const shown = await answer
    if (!shown) return
    problems([])
    show(shown)
    const moved = await limits
    if (!moved) return
    showLimits(moved)
    document.body.removeAttribute('aria-busy')
  } catch (error) {
    refused(error)
  }
}

function show({ requirements, decided, further }) {
  requirementsFile = requirements
  for (const [name, html] of [['decided', decided], ['further', further]]) {
    const open = [...parts(name).querySelectorAll('details[open][id]')].map(each => each.id)
    parts(name).innerHTML = html
    for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  }
  // Without the numbers of its sources, which are no part of what is announced.
  const line = parts('decided').querySelector('p').cloneNode(true)
  for (const mark of line.querySelectorAll('.mark')) mark.remove()
  const first = line.textContent.trim()
  if (said.textContent !== first) said.textContent = first
  document.title = `${first.split(':')[0]} · ${TITLE}`
}

function showLimits({ limits, open }) {
  for (const path of sliders.keys())
    if (!limits.numbers.some(each => each.path === path)) sliders.delete(path)
  for (const each of limits.numbers) {
    if (sliders.has(each.path)) sliders.get(each.path).show(each)
    else sliders.set(each.path, new Slider(each, facts.schemaOf(each.path), moved))
  }
  const nodes = limits.numbers.map(each => sliders.get(each.path).node)
  const place = parts('limits')
  if (place.querySelectorAll('.dial').length !== nodes.length || nodes.some(each => !each.isConnected))
    place.replaceChildren(...(nodes.length ? [element('h2', { id: 'limits' }, limits.title), ...nodes] : []))
  const items = open.questions.map(each =>
    element('li', {}, asks(each), element('ul', {}, ...each.consequences.map(one => element('li', {}, one)))),
  )
  parts('open').replaceChildren(element('h2', { id: 'open' }, open.title), element('ol', {}, ...items))
  parts('open').lastElementChild.hidden = !items.length
  parts('open').insertAdjacentHTML('beforeend', open.closing)
  const next = open.questions[0]
  document.getElementById('next').replaceChildren(...(next ? ['Next: ', asks(next)] : []))
}

function asks({ path, question }) {
  return element('button', { type: 'button', class: 'link', onclick: () => facts.show(path) }, question)
}

function moved(path, text, isDone) {
  facts.state(path, text)
  if (isDone) remembered()
  later()
}

function refused(error) {
  document.body.removeAttribute('aria-busy')
  if (!(error instanceof Refusal)) problems([{ message: `The server does not answer: ${error.message}.` }])
  else if (error.status === 401) problems([], tokenForm())
  else problems(error.errors.length ? error.errors : [{ message: error.message }])
}

function problems(errors, ...others) {
  const known = errors.map(each => ({ ...each, path: (each.path ?? '').replace(/\[(\d+)\]/g, '.$1') }))
  const left = facts?.refuse(known) ?? known
  const beside = known.filter(each => !left.includes(each))
  const items = [
    ...beside.map(each => element('li', {}, asks({ path: each.path, question: each.path }), `: ${each.message}`)),
    ...left.map(each => element('li', {}, [each.path, each.message].filter(Boolean).join(': '), ' ', ...removal(each.path))),
  ]
  document.body.classList.toggle('stale', items.length > 0)
  document.getElementById('problems').replaceChildren(...(items.length ? [element('ul', {}, ...items), element('p', {}, STALE)] : []), ...others)
}

function removal(path) {
  if (!path) return []
  const removed = () => { facts.drop(path); remembered(); ask() }
  return [element('button', { type: 'button', class: 'link', onclick: removed }, 'Leave it out')]
}

function tokenForm() {
  const input = element('input', { type: 'password', id: 'token' })
  const given = () => { remember(input.value); if (facts) ask(); else start() }
  return element('p', {}, element('label', { for: 'token' }, 'This server asks for a token.'), ' ', input, ' ', element('button', { type: 'button', onclick: given }, 'Send'))
}

/** Go where a link within the page leads, without touching the address, which holds the facts. */
function within(event) {
  const link = event.target.closest('a[href^="#"]')
  if (!link) return
  event.preventDefault()
  const place = document.getElementById(link.getAttribute('href').slice(1))
  if (!place) return
  for (let at = place; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true
  if (!place.hasAttribute('tabindex')) place.setAttribute('tabindex', '-1')
  place.focus()
  place.scrollIntoView()
}

async function taken({ target }) {
  const button = target.closest('header button')
  if (!button) return
  if ('clear' in button.dataset) { facts.facts = new Map(); remembered(); return ask() }
  if ('link' in button.dataset) return copied(button)
  const { path, name } = FILES[button.dataset.file]
  button.disabled = true
  try {
    const requirements = requirementsOf(facts.facts, schema)
    const answer = path
      ? await (await posted(path, requirements)).blob()
      : new Blob([(await (await posted('/api/v1/shown-answer', requirements)).json()).requirements], { type: 'application/yaml' })
    const link = element('a', { href: URL.createObjectURL(answer), download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60000)
  } catch (error) {
    refused(error)
  } finally {
    button.disabled = false
  }
}

async function copied(button) {
  remembered()
  const words = button.textContent
  const done = await navigator.clipboard?.writeText(location.href).then(() => true, () => false)
  button.textContent = done ? 'Copied' : 'It is in the address bar'
  setTimeout(() => { button.textContent = words }, 2000)
}

start()
