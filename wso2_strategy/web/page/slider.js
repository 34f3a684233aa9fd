/**
 * A slider over the values of a number, on which it is marked where the answer flips.
 *
 * It goes through round values, and through both sides of each limit exactly as the library gives
 * them: the last value of one answer, and the first of the next.
 */
import { element } from './elements.js'

const LARGEST = 1e300
const PER_DECADE = 60

export class Slider {
  #values = []
  #record
  #input = element('input', { type: 'range', min: 0, step: 1 })
  #value = element('output', {})
  #band = element('div', { class: 'band', 'aria-hidden': 'true' })
  #said = element('ul', {})
  #label = element('label')
  #schema

  /** `moved` is told the path, the value as text, and whether the hand is off it. */
  constructor(record, schema, moved) {
    const id = `move-${record.path.replaceAll('.', '-')}`
    this.#schema = schema
    this.#input.id = this.#label.htmlFor = id
    this.#value.htmlFor = id
    this.#label.textContent = schema.title ?? record.path
    for (const type of ['input', 'change'])
      this.#input.addEventListener(type, () => {
        this.#preview()
        moved(record.path, String(this.#at()), type === 'change')
      })
    const track = element('div', { class: 'track' }, this.#band, this.#input)
    this.node = element('div', { class: 'dial' }, element('h3', {}, this.#label), this.#value, track, this.#said)
    this.show(record)
  }

  /** Show what is known now; the scale stays under a hand as long as the limits do. */
  show(record) {
    const fits = this.#record && ends(this.#record) === ends(record) && this.#values.includes(record.stated)
    this.#record = record
    if (!fits) this.#scale()
    if (this.#at() !== record.stated) this.#input.value = this.#values.indexOf(record.stated)
    this.#said.replaceChildren(
      ...record.outcomes.map(each => element('li', { class: each.is_current ? 'current' : '' }, each.said)),
    )
    this.#preview()
  }

  #at() {
    return this.#values[Number(this.#input.value)]
  }

  #scale() {
    this.#values = valuesOf(this.#record, this.#schema)
    const last = this.#values.length - 1
    this.#input.max = last
    this.#input.value = this.#values.indexOf(this.#record.stated)
    this.#input.disabled = last < 1
    this.#band.replaceChildren(
      ...this.#record.outcomes.map(outcome => {
        const within = this.#values.flatMap((value, index) => (isIn(value, outcome) ? [index] : []))
        const part = element('span', {}, outcome.answer)
        if (!within.length) part.hidden = true
        const start = Math.max(0, within[0] - 0.5) / (last || 1)
        const end = Math.min(last, within.at(-1) + 0.5) / (last || 1)
        part.style.left = `${100 * start}%`
        part.style.width = `${100 * (end - start)}%`
        return part
      }),
    )
  }

  #preview() {
    const value = this.#at()
    const there = this.#record.outcomes.findIndex(each => isIn(value, each))
    const answer = this.#record.outcomes[there]?.answer ?? ''
    // Binary fractions times 100 have digits that nobody wrote.
    const said = grouped(Number((value * this.#record.times).toPrecision(12))) + this.#record.unit
    this.#value.textContent = `${said}: ${answer}`
    this.#input.setAttribute('aria-valuetext', `${said}: ${answer}`)
    for (const list of [this.#band, this.#said])
      [...list.children].forEach((each, index) => each.classList.toggle('current', index === there))
  }
}

function isIn(value, outcome) {
  return outcome.low <= value && value <= outcome.high
}

function ends(record) {
  return JSON.stringify(record.outcomes.map(each => [each.low, each.high, each.answer]))
}

function grouped(value) {
  const [whole, ...rest] = String(value).split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.')
}

/** Return the values that a slider has: round ones, the stated one, and both sides of limits. */
export function valuesOf({ outcomes, stated }, schema) {
  const [low, high] = [outcomes[0].low, outcomes.at(-1).high]
  const limits = [...outcomes.slice(1).map(each => each.low), ...outcomes.slice(0, -1).map(each => each.high)]
  const marked = [...limits, stated]
  const all = [...roundValues(low, high, marked, schema), ...marked]
  return [...new Set(all)].filter(each => low <= each && each <= high).sort((a, b) => a - b)
}

function roundValues(low, high, marked, schema) {
  const whole = JSON.stringify(schema).includes('"integer"')
  const share = schema.anyOf?.some(each => each.exclusiveMaximum === 1)
  if (share) return nines(marked)
  if (whole && high - low <= 1000) return range(low, high, 1)
  if (low < 0) return range(-50, Math.min(100 * high, 200 * Math.max(1, ...marked)), 1).map(each => each / 100)
  return decades(low, high, marked, whole)
}

function range(from, to, step) {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
}

/** Values near 1: 0.9, 0.91 and so on, then 0.99, 0.991, as far as the marked ones go. */
function nines(marked) {
  const places = Math.min(12, Math.max(5, ...marked.map(each => Math.ceil(-Math.log10(1 - each)) + 1)))
  return range(1, places, 1).flatMap(place =>
    range(0, 17, 1).map(step => Number((1 - (10 - step / 2) * 10 ** -place).toFixed(place + 2))),
  )
}

/** Values with two digits, from a tenth of the least marked one to ten times the largest. */
function decades(low, high, marked, whole) {
  const positive = marked.filter(each => each > 0 && each < LARGEST)
  const from = Math.floor(Math.log10(Math.min(...positive, 1000))) - 1
  const to = Math.ceil(Math.log10(Math.max(...positive, 10))) + 1
  const found = low <= 0 ? [0] : [low]
  for (let step = from * PER_DECADE; step <= to * PER_DECADE; step++) {
    const value = Number((10 ** (step / PER_DECADE)).toPrecision(2))
    found.push(whole ? Math.round(value) : value)
  }
  return high < LARGEST ? [...found, high] : found
}
