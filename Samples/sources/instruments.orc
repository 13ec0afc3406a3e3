; The instruments of the sample pieces, cues and bed.
;
; Every note: p4 level in dB, p5 pitch as a MIDI number (fractions allowed), p6 place 0 left .. 1 right,
; p7 share sent to the room, p8 attack and p9 release in seconds, p10 brightness 0..1, p11 and on: see each one.

sr = 48000
ksmps = 32
nchnls = 2
0dbfs = 1
seed 20250

gaLeft init 0
gaRight init 0
gaRoomLeft init 0
gaRoomRight init 0

giSine ftgen 1, 0, 16384, 10, 1

; One model of a struck or plucked body per table: how many modes, then ratio, level and decay share of each.
giFelt    ftgen 10, 0, 64, -2, 8, 1,1,1, 2.001,.52,.8, 3.004,.3,.62, 4.009,.16,.5, 5.017,.09,.4, 6.028,.05,.33, 7.042,.03,.27, 8.06,.018,.22
giHarp    ftgen 11, 0, 64, -2, 8, 1,1,1, 2,.62,.7, 3.001,.36,.5, 4.002,.2,.38, 5.004,.1,.3, 6.006,.06,.24, 7.01,.03,.2, 9.02,.015,.15
giKalimba ftgen 12, 0, 64, -2, 4, 1,1,1, 2.005,.12,.5, 3.01,.09,.3, 5.43,.05,.09
giWood    ftgen 13, 0, 64, -2, 3, 1,1,1, 3.95,.16,.28, 9.24,.02,.08
giGlass   ftgen 14, 0, 64, -2, 5, 1,1,1, 2.003,.28,.7, 3.01,.1,.45, 4.18,.05,.3, 5.4,.02,.2
giBell    ftgen 15, 0, 64, -2, 8, .5,.5,1.2, 1,1,1, 1.188,.55,.8, 1.506,.3,.62, 2.004,.4,.5, 2.51,.14,.36, 2.66,.1,.32, 3.01,.08,.25
giBowl    ftgen 16, 0, 64, -2, 4, 1,1,1, 2.71,.34,.62, 5.15,.09,.34, 8.3,.02,.18

opcode Place, 0, aak
  aleft, aright, ksend xin
  gaLeft = gaLeft + aleft * (1 - ksend * .5)
  gaRight = gaRight + aright * (1 - ksend * .5)
  gaRoomLeft = gaRoomLeft + aleft * ksend
  gaRoomRight = gaRoomRight + aright * ksend
endop

; A raised cosine has no corner at either end, so no attack or release is heard as an event.
opcode Swell, a, iii
  ilength, iattack, irelease xin
  iattack = min(iattack, ilength * .5)
  irelease = min(irelease, ilength - iattack)
  aramp linseg 0, iattack, 1, ilength - iattack - irelease, 1, irelease, 0
  xout .5 - .5 * cos(aramp * $M_PI)
endop

opcode Wander, k, iii
  iwidth, islow, ifast xin
  kvalue rspline -iwidth, iwidth, islow, ifast
  xout kvalue
endop

opcode Modes, aa, iiiiiii
  icps, idecay, ibright, ibeat, itable, imode, icount xin
  iratio table 1 + imode * 3, itable
  ilevel table 2 + imode * 3, itable
  ishare table 3 + imode * 3, itable
  ifreq = icps * iratio
  ; Modes above 6 kHz only add edge: they are left out.
  ilevel = (ifreq < 6000 ? ilevel * (ibright ^ (imode * .55)) : 0)
  aenv expseg 1, idecay * ishare, .001, 1, .0005
  aleft poscil ilevel, ifreq - ibeat * .5, giSine, frac(imode * .37)
  aright poscil ilevel, ifreq + ibeat * .5, giSine, frac(imode * .37)
  aleft = aleft * aenv
  aright = aright * aenv
  if imode + 1 < icount then
    amoreleft, amoreright Modes icps, idecay, ibright, ibeat * 1.13, itable, imode + 1, icount
    aleft = aleft + amoreleft
    aright = aright + amoreright
  endif
  xout aleft, aright
endop

; p11 the model's table, p12 decay to -60 dB in seconds, p13 beating in Hz.
instr Struck
  icps = cpsmidinn(p5)
  icount table 0, p11
  aleft, aright Modes icps, p12, .3 + .7 * p10, p13, p11, 0, icount
  aenv Swell p3, p8, p9
  ilevel = ampdbfs(p4)
  aleft = aleft * aenv * ilevel * sqrt(1 - p6) * 1.4142
  aright = aright * aenv * ilevel * sqrt(p6) * 1.4142
  Place aleft, aright, p7
endin

; Warm detuned pad; p11 cents of detuning.
instr Pad
  icps = cpsmidinn(p5)
  aenv Swell p3, p8, p9
  kdrift Wander p11 * .4, .07, .3
  a1 vco2 .33, icps * cent(-p11 + kdrift)
  a2 vco2 .33, icps * cent(kdrift * .5)
  a3 vco2 .33, icps * cent(p11 - kdrift)
  icut = 220 + icps * (1.5 + 5 * p10)
  kcut rspline icut * .75, icut * 1.2, .05, .16
  aleft butterlp a1 + a2 * .7, kcut
  aright butterlp a3 + a2 * .7, kcut
  aleft tone aleft, kcut * 1.4
  aright tone aright, kcut * 1.4
  ilevel = ampdbfs(p4)
  Place aleft * aenv * ilevel * sqrt(1 - p6) * 1.4142, aright * aenv * ilevel * sqrt(p6) * 1.4142, p7
endin

; A section of bowed strings: four players, each with its own drift; vibrato grows after the attack.
instr Strings
  icps = cpsmidinn(p5)
  aenv Swell p3, p8, p9
  kdepth linseg 0, p8, 2, p8 * .8 + .4, 7, 1, 7
  krate rspline 4.2, 5.2, .2, .6
  kvib lfo kdepth, krate
  k1 Wander 5, .2, .9
  k2 Wander 5, .2, .9
  k3 Wander 5, .2, .9
  k4 Wander 5, .2, .9
  a1 vco2 .3, icps * cent(-6 + k1 + kvib)
  a2 vco2 .3, icps * cent(-2 + k2 - kvib * .4)
  a3 vco2 .3, icps * cent(3 + k3 + kvib * .6)
  a4 vco2 .3, icps * cent(7 + k4 - kvib * .7)
  kenv downsamp aenv
  icut = 650 + icps * 1.8 + 3600 * p10
  kcut = icut * (.55 + .45 * kenv)
  aleft butterlp a1 + a3 * .8 + a2 * .3, kcut
  aright butterlp a4 + a2 * .8 + a3 * .3, kcut
  aleft tone aleft, kcut * 1.6
  aright tone aright, kcut * 1.6
  abodyleft butterbp aleft, 460, 260
  abodyright butterbp aright, 520, 280
  ilevel = ampdbfs(p4)
  aleft = (aleft + abodyleft * .5) * aenv * ilevel * sqrt(1 - p6) * 1.4142
  aright = (aright + abodyright * .5) * aenv * ilevel * sqrt(p6) * 1.4142
  Place aleft, aright, p7
endin

; Voices without words; p11 the vowel: 0 oo .. 1 ah.
instr Choir
  icps = cpsmidinn(p5)
  aenv Swell p3, p8, p9
  krate rspline 4.4, 5.6, .2, .5
  kdepth linseg 2, p8, 11, 1, 11
  kvib lfo kdepth, krate
  k1 Wander 8, .3, 1.1
  k2 Wander 8, .3, 1.1
  k3 Wander 8, .3, 1.1
  a1 vco2 .35, icps * cent(-8 + k1 + kvib)
  a2 vco2 .35, icps * cent(k2 - kvib * .8)
  a3 vco2 .35, icps * cent(9 + k3 + kvib * .5)
  abreath noise .02, 0
  asourceleft tone a1 + a2 * .6 + abreath, 2300
  asourceright tone a3 + a2 * .6 + abreath, 2300
  kmove rspline -.12, .12, .06, .2
  kvowel limit p11 + kmove, 0, 1
  kone = 340 + 330 * kvowel
  ktwo = 680 + 430 * kvowel
  kthree = 2350 + 250 * kvowel
  al1 resonz asourceleft, kone, 90
  al2 resonz asourceleft, ktwo, 110
  al3 resonz asourceleft, kthree, 220
  ar1 resonz asourceright, kone, 90
  ar2 resonz asourceright, ktwo, 110
  ar3 resonz asourceright, kthree, 220
  abodyleft tone asourceleft, 320 + icps
  abodyright tone asourceright, 320 + icps
  aleft = al1 * .9 + al2 * .7 + al3 * .22 * p10 + abodyleft * .35
  aright = ar1 * .9 + ar2 * .7 + ar3 * .22 * p10 + abodyright * .35
  ilevel = ampdbfs(p4)
  Place aleft * aenv * ilevel * sqrt(1 - p6) * 1.4142, aright * aenv * ilevel * sqrt(p6) * 1.4142, p7
endin

instr Flute
  icps = cpsmidinn(p5)
  aenv Swell p3, p8, p9
  kdepth linseg 0, p8 + .5, 0, 1.2, 9, 1, 9
  kvib lfo kdepth, 4.7
  kdrift Wander 3, .2, .7
  amain poscil 1, icps * cent(kvib + kdrift), giSine
  aover poscil .12 * p10 + .05, icps * 2 * cent(kvib + kdrift), giSine
  athird poscil .06 * p10, icps * 3 * cent(kvib + kdrift), giSine
  anoise noise .25, 0
  abreath butterbp anoise, icps * 1.5, icps * .7
  asound = (amain + aover + athird + abreath * .3) * aenv * ampdbfs(p4)
  Place asound * sqrt(1 - p6), asound * sqrt(p6), p7
endin

opcode Harmonics, aa, iii
  icps, ibright, iwhich xin
  klevel rspline .15, 1, .03, .11
  kside rspline .2, .8, .02, .07
  klevel = klevel * (ibright ^ (iwhich - 1)) / (iwhich ^ .6)
  kpitch Wander 1.5, .05, .2
  amain poscil klevel, icps * iwhich * cent(kpitch), giSine, frac(iwhich * .41)
  aleft = amain * sqrt(1 - kside)
  aright = amain * sqrt(kside)
  if iwhich < 14 && icps * (iwhich + 1) < 3500 then
    amoreleft, amoreright Harmonics icps, ibright, iwhich + 1
    aleft = aleft + amoreleft
    aright = aright + amoreright
  endif
  xout aleft, aright
endop

; A drone whose partials breathe on their own.
instr Drone
  aleft, aright Harmonics cpsmidinn(p5), .35 + .6 * p10, 1
  aenv Swell p3, p8, p9
  Place aleft * aenv * ampdbfs(p4), aright * aenv * ampdbfs(p4), p7
endin

instr Sub
  aenv Swell p3, p8, p9
  icps = cpsmidinn(p5)
  a1 poscil 1, icps, giSine
  a2 poscil .22, icps * 2, giSine
  asound = (a1 + a2) * aenv * ampdbfs(p4) * .707
  Place asound, asound, p7
endin

; A soft low drum: pitch settles within the first tenth of a second.
instr Drum
  icps = cpsmidinn(p5)
  kbend expseg 1.5, .07, 1.04, .3, 1, 1, 1
  aenv expseg 1, p3, .001
  aramp Swell p3, p8, p9
  amain poscil 1, icps * kbend, giSine
  aover poscil .2 * p10, icps * 1.59 * kbend, giSine
  anoise noise .3 * p10, 0
  askin butterlp anoise, 380
  asound = (amain + aover + askin) * aenv * aramp * ampdbfs(p4)
  Place asound * sqrt(1 - p6), asound * sqrt(p6), p7
endin

; A soft plucked tone for running figures.
instr Glow
  icps = cpsmidinn(p5)
  aenv Swell p3, p8, p9
  adecay expseg 1, p3, .02
  kcut expseg icps * (2 + 4 * p10), p3, icps * 1.1
  a1 vco2 .5, icps * cent(-4), 12
  a2 vco2 .5, icps * cent(4), 12
  aleft butterlp a1 + a2 * .4, kcut
  aright butterlp a2 + a1 * .4, kcut
  ilevel = ampdbfs(p4)
  Place aleft * aenv * adecay * ilevel * sqrt(1 - p6) * 1.4142, aright * aenv * adecay * ilevel * sqrt(p6) * 1.4142, p7
endin

; One wave: it gathers, turns over and draws back. p11 the share of its length before it turns, p12 where it drifts to.
instr Wave
  irise = p3 * p11
  aramp linseg 0, irise, 1, p3 - irise, 0
  aenv = aramp * aramp * (3 - 2 * aramp)
  kcut expseg 260, irise, 700 + 1900 * p10, (p3 - irise) * .5, 700, (p3 - irise) * .5, 240
  kside linseg p6, p3, p12
  a1 noise 1, 0
  a2 noise 1, 0
  aleft butterlp a1, kcut
  aright butterlp a2, kcut
  aleft butterhp aleft, 90
  aright butterhp aright, 90
  ilevel = ampdbfs(p4)
  Place aleft * aenv * ilevel * sqrt(1 - kside), aright * aenv * ilevel * sqrt(kside), p7
endin

; Steady air: p11 lowest and p12 highest middle frequency, p13 the narrowness, p14 dB of slow swelling.
instr Air
  aenv Swell p3, p8, p9
  a1 noise 1, 0
  a2 noise 1, 0
  kmiddle rspline p11, p12, .03, .13
  kother rspline p11, p12, .03, .13
  kswell rspline -p14, 0, .03, .12
  aleft resonz a1, kmiddle, kmiddle / p13, 2
  aright resonz a2, kother, kother / p13, 2
  aleft tone aleft, 2500
  aright tone aright, 2500
  kgain = ampdbfs(p4 + kswell)
  Place aleft * aenv * kgain, aright * aenv * kgain, p7
endin

; Rain: a bed of fine noise and drops on leaves; p11 drops a second.
instr Rain
  aenv Swell p3, p8, p9
  a1 noise 1, 0
  a2 noise 1, 0
  kswell rspline -4, 0, .04, .15
  aleft butterhp a1, 500
  aright butterhp a2, 500
  aleft butterlp aleft, 1800 + 2200 * p10
  aright butterlp aright, 1800 + 2200 * p10
  adust1 dust 1, p11 * .4
  adust2 dust 1, p11 * .35
  adust3 dust 1, p11 * .25
  adrop1 mode adust1, 780, 22
  adrop2 mode adust2, 1120, 26
  adrop3 mode adust3, 1490, 30
  kgain = ampdbfs(p4 + kswell)
  aleft = aleft * .5 + (adrop1 * .02 + adrop2 * .008 + adrop3 * .006)
  aright = aright * .5 + (adrop1 * .008 + adrop2 * .006 + adrop3 * .016)
  Place aleft * aenv * kgain, aright * aenv * kgain, p7
endin

; One bubble of running water: a short tone that rises.
instr Bubble
  icps = cpsmidinn(p5)
  aenv Swell p3, p8, p9
  kcps expseg icps, p3, icps * (1.08 + .3 * p10)
  asound poscil ampdbfs(p4), kcps, giSine
  Place asound * aenv * sqrt(1 - p6), asound * aenv * sqrt(p6), p7
endin

; A recorded mono line (p4 the file, p5 the upper limit in Hz, p6 the share sent to the room).
instr Speech
  Sfile = p4
  avoice diskin2 Sfile, 1
  avoice butterhp avoice, 90
  avoice butterlp avoice, p5
  avoice tone avoice, p5 * 1.3
  Place avoice * .5, avoice * .5, p6
endin

opcode Periodic, aa, ii
  iperiod, iwhich xin
  ; Whole numbers of cycles in the period: the sound returns to its beginning exactly.
  icps = round(table(iwhich * 3, 20) * iperiod) / iperiod
  ilevel table iwhich * 3 + 1, 20
  iturns table iwhich * 3 + 2, 20
  kbreath lfo .4, iturns / iperiod
  kside lfo .3, (iturns + 1) / iperiod
  a1 poscil ilevel * (.6 + kbreath), icps, giSine, frac(iwhich * .37)
  a2 poscil ilevel * .5 * (.6 - kbreath), icps + iturns / iperiod, giSine, frac(iwhich * .61)
  asound = a1 + a2
  aleft = asound * sqrt(.5 - kside)
  aright = asound * sqrt(.5 + kside)
  if iwhich < 15 then
    amoreleft, amoreright Periodic iperiod, iwhich + 1
    aleft = aleft + amoreleft
    aright = aright + amoreright
  endif
  xout aleft, aright
endop

; The landing bed; p4 level in dB, p5 the period in seconds.
instr Bed
  aleft, aright Periodic p5, 0
  outs aleft * ampdbfs(p4), aright * ampdbfs(p4)
endin

; The room and the way out: p4 share of room, p5 its length 0..1, p6 its upper limit, p7 the whole's upper limit,
; p8 and p9 fade in and out in seconds.
instr Master
  adelayleft delay gaRoomLeft, .023
  adelayright delay gaRoomRight, .029
  aroomleft, aroomright reverbsc adelayleft, adelayright, p5, p6, sr, .6
  aleft = gaLeft + aroomleft * p4
  aright = gaRight + aroomright * p4
  aleft butterlp aleft, p7
  aright butterlp aright, p7
  aleft dcblock2 aleft
  aright dcblock2 aright
  aenv Swell p3, p8, p9
  outs aleft * aenv, aright * aenv
  clear gaLeft, gaRight, gaRoomLeft, gaRoomRight
endin
