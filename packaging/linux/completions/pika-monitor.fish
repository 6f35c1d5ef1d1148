# fish completion for pika-monitor
complete -c pika-monitor -l endpoint -x -d 'Track these with the profile of this base URL'
complete -c pika-monitor -l demo -d 'Track these with the Demo profile'
complete -c pika-monitor -l auto-save -x -a '(__fish_complete_directories)' -d 'Save each video of these that finishes'
complete -c pika-monitor -l data-dir -x -a '(__fish_complete_directories)' -d 'Keep database, cache, settings and log here'
complete -c pika-monitor -l export -r -F -d 'Write everything tracked as JSON and end'
complete -c pika-monitor -l version -d 'Print the version'
complete -c pika-monitor -s h -l help -d 'Print a summary of the options'
