// Short forms for the property tables of the classes.
import type { Property } from './property.ts'

export const text = (longest?: number): Property => ({
  kind: 'string',
  access: 'write',
  default: '',
  ...(longest === undefined ? {} : { longest }),
})

export const number = (initial: number, more: Partial<Property> = {}): Property => ({
  kind: 'uint32',
  access: 'write',
  default: initial,
  ...more,
})

export const choice = (initial: boolean): Property => ({ kind: 'boolean', access: 'write', default: initial })

export const moment = (initial: number): Property => ({ kind: 'datetime', access: 'write', default: initial })

/** Set by the provider or a component, never by a caller. */
export const readOnly = (kind: Property['kind'], initial?: unknown): Property => ({
  kind,
  access: 'read',
  default: initial,
})

/** Given at creation, must not be empty, never changed. */
export const fixedText = (longest?: number): Property => ({
  kind: 'string',
  access: 'fixed',
  required: true,
  default: '',
  ...(longest === undefined ? {} : { longest }),
})

export const list = (longest?: number): Property => ({
  kind: 'list',
  access: 'write',
  default: [],
  lazy: true,
  ...(longest === undefined ? {} : { longest }),
})
