#!/bin/sh
# Makes the clips, posters and thumbnails of the built-in Demo provider: resources/demo/NAME.mp4, NAME.poster.jpg, NAME.thumb.jpg.
# Everything is drawn by ffmpeg's own sources, so the media are ours. Usage: packaging/demo-clips.sh [FOLDER]
# One thread and bitexact output, so that a second run with the same ffmpeg gives the same bytes.
set -eu

folder=${1:-"$(dirname "$0")/../resources/demo"}
mkdir -p "$folder"
seconds=5
rate=24

# clip NAME "COLOUR COLOUR COLOUR" "X0 Y0 X1 Y1" TURN DISC_RGB DISC_X DISC_Y GLOW_RGB GLOW_X GLOW_Y HERTZ
#   drawn at 1280x720: a gradient from X0,Y0 to X1,Y1 that turns TURN radians a frame, a wide glow, a light disc.
#   positions are expressions of t (seconds) that give the centre.
clip() {
    name=$1
    colours=$2 line=$3 turn=$4 disc=$5 disc_x=$6 disc_y=$7 glow=$8 glow_x=$9
    shift 9
    glow_y=$1 hertz=$2
    # shellcheck disable=SC2086
    set -- $colours $line
    gradient="gradients=s=1280x720:r=$rate:d=$seconds:nb_colors=3:c0=$1:c1=$2:c2=$3:x0=$4:y0=$5:x1=$6:y1=$7:speed=$turn"
    still="s=16x16:r=$rate:d=0.04"
    graph="
        $gradient,format=gbrp[sky];
        color=white:$still,scale=900:900,format=gbrap,geq=$(rgb "$glow"):a='165*pow(clip(1-hypot(X-450\,Y-450)/450\,0\,1)\,1.6)',loop=-1:1[glow];
        color=white:$still,scale=240:240,format=gbrap,geq=$(rgb "$disc"):a='168*clip((112-hypot(X-120\,Y-120))/34\,0\,1)',loop=-1:1[disc];
        [sky][glow]overlay=x='$glow_x-450':y='$glow_y-450':format=gbrp:shortest=1[lit];
        [lit][disc]overlay=x='$disc_x-120':y='$disc_y-120':format=gbrp:shortest=1"
    exact="-threads 1 -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact"
    quiet="-nostdin -hide_banner -loglevel error -y -filter_complex_threads 1"

    # shellcheck disable=SC2086
    ffmpeg $quiet -filter_complex "$graph,noise=alls=2:allf=p:all_seed=7,scale=640:360:flags=lanczos:out_color_matrix=bt709:out_range=tv,format=yuv420p[v];
        aevalsrc='0.018*(sin(2*PI*$hertz*t)+0.6*sin(2*PI*$hertz*1.5*t)+0.4*sin(2*PI*$hertz*2*t)*sin(PI*t/2.5))':s=44100:d=$seconds,
        afade=t=in:d=0.8,afade=t=out:st=$((seconds - 1)):d=1[a]" \
        -map '[v]' -map '[a]' -t $seconds $exact \
        -c:v libx264 -profile:v main -preset slow -crf 24 -g 48 -x264-params threads=1:aq-mode=3:deblock=1,1 \
        -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv \
        -c:a aac -b:a 40k -ac 1 -movflags +faststart "$folder/$name.mp4"
    # The first frame, as the real provider does: playing starts from what the poster shows.
    # shellcheck disable=SC2086
    ffmpeg $quiet -filter_complex "$graph,scale=1280:720:out_range=pc,format=yuvj420p,split[p][t];[t]scale=320:180:flags=lanczos[s]" \
        -map '[p]' -frames:v 1 -q:v 2 $exact -update 1 "$folder/$name.poster.jpg" \
        -map '[s]' -frames:v 1 -q:v 2 $exact -update 1 "$folder/$name.thumb.jpg"
}

# rgb RRGGBB: geq's three colour options
rgb() {
    printf "r=%d:g=%d:b=%d" "0x$(echo "$1" | cut -c1-2)" "0x$(echo "$1" | cut -c3-4)" "0x$(echo "$1" | cut -c5-6)"
}

clip canyon   "0x0f2027 0x2c5364 0xf2b705" "120 60 1240 700"  0.0030 fff1cf "360+74*t"              "250-30*sin(t*0.9)"     f2b705 "1180-40*t"  "660"         196
clip boats    "0x3f1f78 0xd86b78 0xffb07c" "80 40 1230 700"   0.0022 ffe9e0 "600+60*sin(t*1.1)"     "230+34*t"              ff9a6b "1100"       "700-30*t"    220
clip ocean    "0x02042e 0x00519b 0x7ee8c8" "60 40 1260 690"   0.0028 d9f6ff "420+66*t"              "470-44*t"              21b3c9 "1150-60*t"  "620"         165
clip dusk     "0x6a3f8f 0x4a63a8 0xf1dfae" "420 20 1180 710"  0.0020 fff7e4 "860-58*t"              "380-70*sin(t*0.63)"    f1cfa0 "1120-40*t"  "700"         185
clip moss     "0x17505f 0x3a8a6d 0x93cf7c" "40 120 1240 640"  0.0034 f0ffe2 "900-40*t"              "430-52*t"              b8e986 "300+90*t"   "640"         147
clip dawn     "0xff9d9d 0xffd7cf 0x8fc0f4" "340 20 940 710"   0.0024 ffffff "820+20*sin(t*1.6)"     "480-58*t"              fff0d6 "800"        "560-70*t"    262
clip aurora   "0x081230 0x146b73 0x9b5de5" "200 710 1080 20"  0.0040 e6fff6 "300+110*t"             "210+46*sin(t*1.3)"     35e0a1 "420+120*t"  "160"         208
clip ember    "0x1d1a2f 0x8b2f4b 0xff8e53" "640 10 660 715"   0.0018 ffe3b8 "640+150*cos(t*0.8)"    "330+110*sin(t*0.8)"    ffb454 "640"        "720-46*t"    174
