# bash completion for pika-monitor
_pika_monitor() {
    local current=$2 previous=$3
    # "--data-dir=x" comes as three words.
    if [[ $current == "=" ]]; then
        current=
    elif [[ $previous == "=" ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $previous in
        --auto-save | --data-dir) mapfile -t COMPREPLY < <(compgen -d -- "$current"); compopt -o filenames; return ;;
        --export) mapfile -t COMPREPLY < <(compgen -f -- "$current"); compopt -o filenames; return ;;
        --endpoint) mapfile -t COMPREPLY < <(compgen -W "https:// http://" -- "$current"); compopt -o nospace; return ;;
    esac
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--endpoint --demo --auto-save --data-dir --export --version --help" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        compopt -o filenames
    fi
}
complete -F _pika_monitor pika-monitor
