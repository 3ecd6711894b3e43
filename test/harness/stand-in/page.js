document.querySelector('h1').textContent += ' with a script';
