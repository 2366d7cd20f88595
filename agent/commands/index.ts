// Every command, in the order of the help: one line each. A command loads its slow parts itself, when it runs.
import type { CommandModule } from 'yargs'
import { analyze } from './analyze.ts'
import { config } from './config.ts'
import { demo } from './demo.ts'
import { explain } from './explain.ts'
import { flow } from './flow.ts'
import { forecast } from './forecast.ts'
import { lab } from './lab.ts'
import { library } from './library.ts'
import { locate } from './locate.ts'
import { parse } from './parse.ts'
import { rdc } from './rdc.ts'
import { run } from './run.ts'

export const commands: readonly CommandModule[] = [
  run,
  demo as CommandModule,
  analyze as CommandModule,
  parse as CommandModule,
  explain as CommandModule,
  flow as CommandModule,
  library,
  rdc,
  lab as CommandModule,
  forecast as CommandModule,
  locate as CommandModule,
  config,
]
